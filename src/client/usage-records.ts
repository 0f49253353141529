import type { Observable } from 'rxjs';
import { UsageLog } from '../usage/usage-log.js';
import type { UsageRecord } from '../usage/usage-record.js';
import type { VeniceClient } from './venice-client.js';

/**
 * The usage log of a client: emits a record at the end of each run of a chat or a `request`, including failed and cancelled runs.
 * Hot: earlier records are not replayed, and runs that started before the first call of this function have no record. A client and
 * the clients that `withOptions` creates from it share one log, which completes when the original client is closed.
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
  const holder = client.context.usage;
  if (holder.log === undefined) {
    holder.log = new UsageLog();
    if (holder.isClosed) holder.log.complete();
  }
  return holder.log.records;
}
