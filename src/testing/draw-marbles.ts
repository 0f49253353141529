import { firstDifference } from './first-difference.js';
import { show } from './show.js';
import type { MarbleEvent, SubscriptionFrames } from './test-logs.js';

/** What the letters of drawn marbles stand for, where they do not stand for themselves. */
export interface Legend {
  /** The letter of a value: the same for values that are the same. Undefined when all letters are taken. */
  readonly getLetter: (value: unknown) => string | undefined;
  /** One line for each letter. */
  readonly lines: () => readonly string[];
}

const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');

/** A legend that gives letters to the values of these events, of which single letters keep theirs. */
export function createLegend(events: readonly MarbleEvent[]): Legend {
  const named = new Map<string, unknown>();
  const values = events.flatMap(({ notification: { kind, value } }) => (kind === 'N' ? [value] : []));
  for (const value of values) if (isLetter(value)) named.set(value, value);
  const getLetter = (value: unknown): string | undefined => {
    for (const [letter, known] of named) if (firstDifference(known, value) === undefined) return letter;
    const free = letters.find((letter) => !named.has(letter));
    if (free !== undefined) named.set(free, value);
    return free;
  };
  for (const value of values) if (getLetter(value) === undefined) break;
  const lines = (): readonly string[] =>
    [...named].flatMap(([letter, value]) => (value === letter ? [] : [`${letter}  ${show(value)}`]));
  return { getLetter, lines };
}

/** Events as marbles, in the form in which a test writes them; undefined where that form cannot say it. */
export function drawEvents(events: readonly MarbleEvent[], legend: Legend): string | undefined {
  const frames = new Map<number, string>();
  for (const { frame, notification } of events) {
    const { kind, value } = notification;
    const sign = kind === 'N' ? legend.getLetter(value) : kind === 'E' ? '#' : '|';
    if (sign === undefined) return undefined;
    frames.set(frame, `${frames.get(frame) ?? ''}${sign}`);
  }
  return drawFrames(frames);
}

/** A subscription as marbles. */
export function drawSubscription({ subscribedFrame, unsubscribedFrame }: SubscriptionFrames): string {
  const frames = new Map([[subscribedFrame, '^']]);
  frames.set(unsubscribedFrame, `${frames.get(unsubscribedFrame) ?? ''}!`);
  frames.delete(Infinity);
  return drawFrames(frames) ?? 'none';
}

/** Undefined where something would have to stand before the end of the group in front of it. */
function drawFrames(frames: ReadonlyMap<number, string>): string | undefined {
  let drawn = '';
  let now = 0;
  for (const [frame, signs] of frames) {
    if (frame < now) return undefined;
    const mark = signs.length > 1 ? `(${signs})` : signs;
    drawn += pause(frame - now) + mark;
    now = frame + mark.length;
  }
  return drawn.trim();
}

const longestDashes = 20;

function pause(frames: number): string {
  if (frames <= longestDashes) return '-'.repeat(frames);
  return frames % 1000 === 0 ? ` ${frames / 1000}s ` : ` ${frames}ms `;
}

function isLetter(value: unknown): value is string {
  return typeof value === 'string' && letters.includes(value);
}
