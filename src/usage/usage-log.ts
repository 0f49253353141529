import type { Observable } from 'rxjs';
import { Broadcast } from '../subscribers/broadcast.js';
import { RunRecord, type RunRecordInit } from './run-record.js';
import type { UsageRecord } from './usage-record.js';

/** Records the runs of a client, and of the clients that its `withOptions` has created. */
export class UsageLog {
  readonly #records = new Broadcast<UsageRecord>();

  readonly records: Observable<UsageRecord> = this.#records.values;

  start(run: RunRecordInit): RunRecord {
    return new RunRecord(run, this.#records);
  }

  complete(): void {
    this.#records.complete();
  }
}

/** Holds the usage log of a client, which the first call of `usageRecords` creates. */
export interface UsageLogHolder {
  log: UsageLog | undefined;
  isClosed: boolean;
}
