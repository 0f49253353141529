import { type OperatorFunction, concatMap } from 'rxjs';
import type { RunOffset } from './run-offset.js';

/** Some values of a run. Each watcher receives the same values, once and in order, but not always in the same frames. */
export interface RunFrame<T> {
  /** Position after these values: pass it as `after` to continue from here. */
  readonly id: RunOffset;
  /** The values; may be empty. Watchers in the same process receive the same objects: do not modify them. */
  readonly values: readonly T[];
  /**
   * Whether the frame begins with the first value of the run. True only for the first frame of `follow` without `after`. If the values are
   * the chunks of a chat, this frame has all of them so far, merged to one chunk as by `chunkFromState`.
   */
  readonly isSnapshot: boolean;
  /** Whether the watcher has received all values so far: later values are emitted as they are written. */
  readonly isUpToDate: boolean;
  /** Whether the run has ended with these values; the watcher completes or fails next. */
  readonly isLast: boolean;
}

/**
 * Emits the values of frames.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas } from 'venice-rx';
 * import { durableRuns, memoryRunStore, runValues } from 'venice-rx/durable';
 *
 * const client = new VeniceClient();
 * const runs = durableRuns(memoryRunStore(), {
 *   sources: {
 *     story: (topic: string, { gate }) =>
 *       client.chat.completions.create(
 *         { model: 'default', messages: [{ role: 'user', content: `Tell a story about ${topic}.` }], stream: true },
 *         { gate },
 *       ),
 *   },
 * });
 *
 * runs
 *   .start('story-1', { source: 'story', input: 'a lighthouse' })
 *   .pipe(runValues(), contentDeltas())
 *   .subscribe((delta) => process.stdout.write(delta));
 * ```
 */
export function runValues<T>(): OperatorFunction<RunFrame<T>, T> {
  return concatMap(({ values }) => values);
}
