import type { Observable } from 'rxjs';
import { Broadcast } from '../subscribers/broadcast.js';
import { type RunInfo, RunRecord } from './run-record.js';
import type { UsageRecord } from './usage-record.js';

/** Records the runs of a client, and of the clients that `withOptions` has created from it. */
export class UsageLog {
  readonly #records = new Broadcast<UsageRecord>();

  readonly records: Observable<UsageRecord> = this.#records.values;

  start(run: RunInfo): RunRecord {
    return new RunRecord(run, this.#records);
  }

  complete(): void {
    this.#records.complete();
  }
}

/** The usage log of a client, created by the first call of `usageRecords`. */
export interface UsageSlot {
  log: UsageLog | undefined;
  isClosed: boolean;
}
