import { checkOptions } from '../options/check-options.js';
import { createRuns } from './create-runs.js';
import { type DurableOptions, durableOptionRules, durableSettings } from './durable-options.js';
import type { DurableRuns } from './durable-runs-api.js';
import { RunNode } from './run-node.js';
import type { RunSource, RunSources } from './run-source.js';
import type { RunStore } from './run-store.js';
import { createUpkeep } from './upkeep.js';

/**
 * Creates durable runs on a store. A run belongs to its store and not to a connection: it continues when its watchers unsubscribe, can be
 * followed from any frame and stopped from any process, and either completes or fails with a typed error.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas, type StreamingChatCompletionRequest } from 'venice-rx';
 * import { durableRuns, memoryRunStore, runValues } from 'venice-rx/durable';
 *
 * const client = new VeniceClient();
 * const runs = durableRuns(memoryRunStore(), {
 *   sources: {
 *     chat: (request: StreamingChatCompletionRequest, { gate }) =>
 *       client.chat.completions.create(request, { gate }),
 *   },
 * });
 * const input = { model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true } as const;
 *
 * runs
 *   .start('chat-17', { source: 'chat', input, subject: 'alice' })
 *   .pipe(runValues(), contentDeltas())
 *   .subscribe((delta) => process.stdout.write(delta));
 * ```
 */
export function durableRuns<Sources extends RunSources>(
  store: RunStore,
  options: DurableOptions<Sources> & { readonly sources: Sources },
): DurableRuns<Sources>;
/** Creates durable runs without named sources: no other process can take over these runs. Otherwise like the other overload. */
export function durableRuns(
  store: RunStore,
  options?: Omit<DurableOptions, 'sources'>,
): DurableRuns<Readonly<Record<string, never>>>;
export function durableRuns(
  store: RunStore,
  options: DurableOptions = {},
): DurableRuns<Readonly<Record<string, RunSource<unknown>>>> {
  checkOptions<DurableOptions>(options, durableOptionRules);
  const node = new RunNode(store, durableSettings(options));
  node.upkeep = createUpkeep(node);
  return createRuns(node);
}
