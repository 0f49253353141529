import { drawSubscription } from './draw-marbles.js';
import type { SubscriptionFrames } from './test-logs.js';

/** Describes the first difference between recorded and expected subscriptions, and draws both. */
export function describeSubscriptions(
  actual: readonly SubscriptionFrames[],
  expected: readonly SubscriptionFrames[],
): readonly string[] {
  return [sentence(actual, expected), '', ...column('actual', actual), ...column('expected', expected)];
}

function sentence(actual: readonly SubscriptionFrames[], expected: readonly SubscriptionFrames[]): string {
  for (const [index, { subscribedFrame, unsubscribedFrame }] of actual.entries()) {
    const other = expected[index];
    if (other === undefined) break;
    const which = `subscription ${index + 1}`;
    if (subscribedFrame !== other.subscribedFrame)
      return `${which} began ${time(subscribedFrame)} instead of ${time(other.subscribedFrame)}`;
    if (unsubscribedFrame !== other.unsubscribedFrame)
      return `${which} ended ${time(unsubscribedFrame)} instead of ${time(other.unsubscribedFrame)}`;
  }
  return `there were ${actual.length} subscriptions instead of ${expected.length}`;
}

function time(frame: number): string {
  return frame === Infinity ? 'never' : `at ${frame} ms`;
}

function column(title: string, subscriptions: readonly SubscriptionFrames[]): readonly string[] {
  const lines = subscriptions.length === 0 ? ['none'] : subscriptions.map(drawSubscription);
  return lines.map((line, index) => `  ${(index === 0 ? title : '').padEnd(8)}  ${line}`);
}
