/** What a TestScheduler has seen of an Observable: one notification, and when. */
export interface MarbleEvent {
  readonly frame: number;
  readonly notification: {
    readonly kind: 'C' | 'E' | 'N';
    readonly value?: unknown;
    readonly error?: unknown;
  };
}

/** What a TestScheduler has seen of a subscription; `Infinity` for what did not happen. */
export interface SubscriptionFrames {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}

/** Whether a list is one of marble events, or empty. */
export function areMarbleEvents(list: readonly unknown[]): list is readonly MarbleEvent[] {
  return list.every((item) => hasField(item, 'frame') && hasField(item, 'notification'));
}

/** Whether a list is one of subscriptions, or empty. */
export function areSubscriptions(list: readonly unknown[]): list is readonly SubscriptionFrames[] {
  return list.every((item) => hasField(item, 'subscribedFrame'));
}

function hasField(item: unknown, name: string): boolean {
  return typeof item === 'object' && item !== null && name in item;
}
