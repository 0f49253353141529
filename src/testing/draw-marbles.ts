import type { Legend } from './legend.js';
import type { MarbleEvent, SubscriptionFrames } from './test-logs.js';

/** Draws events as marbles; undefined if there are more values than letters, or if a group such as `(ab)` reaches beyond the next event. */
export function drawEvents(events: readonly MarbleEvent[], legend: Legend): string | undefined {
  const frames = new Map<number, string[]>();
  for (const [index, { frame, notification }] of events.entries()) {
    const { kind, value } = notification;
    const sign = kind === 'N' ? legend.getLetter(value, index) : kind === 'E' ? '#' : '|';
    if (sign === undefined) return undefined;
    frames.set(frame, [...(frames.get(frame) ?? []), sign]);
  }
  return drawFrames(frames);
}

/** Draws a subscription as marbles. */
export function drawSubscription({ subscribedFrame, unsubscribedFrame }: SubscriptionFrames): string {
  const isAtOnce = subscribedFrame === unsubscribedFrame;
  const frames = new Map([[subscribedFrame, isAtOnce ? ['^', '!'] : ['^']]]);
  if (!isAtOnce) frames.set(unsubscribedFrame, ['!']);
  frames.delete(Infinity);
  return drawFrames(frames) || 'none';
}

/** Draws the characters of each frame. Returns undefined if a group is wider than the time until the next event. */
function drawFrames(frames: ReadonlyMap<number, readonly string[]>): string | undefined {
  let drawn = '';
  let now = 0;
  for (const [frame, signs] of frames) {
    if (frame < now) return undefined;
    const isGroup = signs.length > 1;
    drawn += pause(frame - now) + (isGroup ? `(${signs.join('')})` : signs.join(''));
    now = frame + signs.length + (isGroup ? 2 : 0);
  }
  return drawn.trim();
}

const maxDashes = 20;

function pause(frames: number): string {
  if (frames <= maxDashes) return '-'.repeat(frames);
  return frames % 1000 === 0 ? ` ${frames / 1000}s ` : ` ${frames}ms `;
}
