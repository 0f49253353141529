import { setImmediate } from 'node:timers/promises';

/** Resolves as soon as the condition holds; looks again after every turn of the event loop, for a minute at most. */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not within a minute: ${condition.toString()}`);
    await setImmediate();
  }
}
