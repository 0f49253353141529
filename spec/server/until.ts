import { setImmediate, setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';

/** How many turns of the event loop are looked at before a wait becomes a slow one. */
const quickTurns = 50;

/**
 * Resolves as soon as the condition holds. The limit of a minute only ends a hang: the error says what was waited for, and
 * what `saw` gives then.
 */
export async function until(condition: () => boolean, saw?: () => unknown): Promise<void> {
  const end = performance.now() + 60_000;
  for (let turn = 0; !condition(); turn += 1) {
    if (performance.now() > end) {
      const seen = saw ? `; saw ${inspect(saw())}` : '';
      throw new Error(`not true within 60 s: ${condition.toString()}${seen}`);
    }
    await (turn < quickTurns ? setImmediate() : setTimeout(2));
  }
}
