import { setImmediate } from 'node:timers/promises';

/** Resolves as soon as the condition holds; looks again after every turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}
