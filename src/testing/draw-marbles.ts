import { firstDifference } from './first-difference.js';
import { show } from './show.js';
import type { MarbleEvent, SubscriptionFrames } from './test-logs.js';

/** Meaning of the letters in drawn marbles, unless they are their own values. */
export interface Legend {
  /** Returns the letter of a value, the same one for equal values. Undefined when all letters are taken. */
  readonly getLetter: (value: unknown) => string | undefined;
  /** One line for each letter. */
  readonly lines: () => readonly string[];
}

const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');

/** Creates a legend that assigns letters to the values of these events; single letters are kept. */
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

/** Draws events as marbles, as written in a test; undefined if marbles cannot express them. */
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

/** Draws a subscription as marbles. */
export function drawSubscription({ subscribedFrame, unsubscribedFrame }: SubscriptionFrames): string {
  const frames = new Map([[subscribedFrame, '^']]);
  frames.set(unsubscribedFrame, `${frames.get(unsubscribedFrame) ?? ''}!`);
  frames.delete(Infinity);
  return drawFrames(frames) ?? 'none';
}

/** Returns undefined if an event would have to start before the end of the preceding group. */
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
