import type { Legend } from './legend.js';
import type { MarbleEvent, SubscriptionFrames } from './test-logs.js';

/** Draws events as marbles; undefined for more than 62 different values, or for an event during the characters of a group such as `(ab)`. */
export function drawEvents(events: readonly MarbleEvent[], legend: Legend): string | undefined {
  const frames = new Map<number, string[]>();
  for (const [index, { frame, notification }] of events.entries()) {
    const { kind, value } = notification;
    const marble = kind === 'N' ? legend.getLetter(value, index) : kind === 'E' ? '#' : '|';
    if (marble === undefined) return undefined;
    frames.set(frame, [...(frames.get(frame) ?? []), marble]);
  }
  return drawFrames(frames);
}

/** Draws a subscription as marbles; `none` if it never started. */
export function drawSubscription({ subscribedFrame, unsubscribedFrame }: SubscriptionFrames): string {
  const endsAtOnce = subscribedFrame === unsubscribedFrame;
  const frames = new Map([[subscribedFrame, endsAtOnce ? ['^', '!'] : ['^']]]);
  if (!endsAtOnce) frames.set(unsubscribedFrame, ['!']);
  // The frame of a start or an end that did not happen.
  frames.delete(Infinity);
  return drawFrames(frames) || 'none';
}

/** Draws the marbles of each frame. Each character takes a frame; undefined if an event falls into the frames of a group. */
function drawFrames(frames: ReadonlyMap<number, readonly string[]>): string | undefined {
  let drawing = '';
  let nextFrame = 0;
  for (const [frame, marbles] of frames) {
    if (frame < nextFrame) return undefined;
    const isGroup = marbles.length > 1;
    drawing += drawTime(frame - nextFrame) + (isGroup ? `(${marbles.join('')})` : marbles.join(''));
    nextFrame = frame + marbles.length + (isGroup ? 2 : 0);
  }
  return drawing.trim();
}

/** Maximum number of dashes in a row; a longer time is drawn as a duration such as ` 30ms `. */
const maxDashes = 20;

function drawTime(frames: number): string {
  if (frames <= maxDashes) return '-'.repeat(frames);
  return frames % 1000 === 0 ? ` ${frames / 1000}s ` : ` ${frames}ms `;
}
