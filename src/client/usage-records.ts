import type { Observable } from 'rxjs';
import { UsageLog } from '../usage/usage-log.js';
import type { UsageRecord } from '../usage/usage-record.js';
import type { VeniceClient } from './venice-client.js';

/**
 * The usage log of a client: emits one record per run of a chat or a `request` when it ends, including failed and cancelled
 * runs. Hot: earlier records are not replayed, and runs that started before the first call have none. Includes the runs of
 * clients created by `withOptions`. Completes when the client is closed.
 *
 * @example
 * ```ts
 * import { VeniceClient, toContent, usageRecords } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * usageRecords(client).subscribe(({ model, outcome, usage }) => {
 *   console.error(model, outcome, usage?.total_tokens);
 * });
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(toContent())
 *   .subscribe((text) => console.log(text));
 * ```
 */
export function usageRecords(client: VeniceClient): Observable<UsageRecord> {
  const slot = client.context.usage;
  if (slot.log === undefined) {
    slot.log = new UsageLog();
    if (slot.isClosed) slot.log.complete();
  }
  return slot.log.records;
}
