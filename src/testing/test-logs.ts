/** A notification of an Observable as recorded by a TestScheduler, with its frame. */
export interface MarbleEvent {
  readonly frame: number;
  readonly notification: {
    readonly kind: 'C' | 'E' | 'N';
    readonly value?: unknown;
    readonly error?: unknown;
  };
}

/** A subscription as recorded by a TestScheduler. A frame is `Infinity` if the subscription did not start or did not end. */
export interface SubscriptionFrames {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}

/** Whether an array contains only marble events. */
export function areMarbleEvents(list: readonly unknown[]): list is readonly MarbleEvent[] {
  return list.every((item) => hasField(item, 'frame') && hasField(item, 'notification'));
}

/** Whether an array contains only subscriptions. */
export function areSubscriptions(list: readonly unknown[]): list is readonly SubscriptionFrames[] {
  return list.every((item) => hasField(item, 'subscribedFrame'));
}

function hasField(item: unknown, name: string): boolean {
  return typeof item === 'object' && item !== null && name in item;
}
