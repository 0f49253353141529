import type { Observable, ObservableInput } from 'rxjs';
import type { RunOffset } from './run-offset.js';

/**
 * Version of the stored data. A stored run of a version that this code cannot read fails with a `RunVersionError`; `redisRunStore` has
 * separate keys for each version, and does not find such a run. If you raise this number, add code that reads the previous version.
 */
export const runFormat = 1;

/** Status of a stored run. All except `running` are final. */
export type RunStatus = 'done' | 'failed' | 'lost' | 'running' | 'stopped';

/** The id and the subject of a run. A store may use the subject to encrypt the run with a key of that user. */
export interface RunKey {
  /** Id of the run. */
  readonly id: string;
  /** Its {@link RunInit.subject}. */
  readonly subject: string;
}

/**
 * The right of a process to write to a run. It ends when the run ends, when it is released, or when another claim has a higher epoch. When
 * its lease has expired, another process may claim the run; until then, the claim is still valid.
 */
export interface RunClaim extends RunKey {
  /** Number of the claim. Starts at 1; every takeover and every stop increases it. */
  readonly epoch: number;
  /** Random token of the claim: no other claim on this run, or on a later run with the same id, has the same owner. */
  readonly owner: string;
}

/** The data that is stored when a run begins. */
export interface RunInit {
  /** {@link runFormat} of the writer. */
  readonly v: number;
  /** {@link RunClaim.owner} of the first claim; in a {@link StoredRun}, of the current claim, or empty after its release. */
  readonly owner: string;
  /** The user or tenant that owns the run; empty if everyone who knows the id may follow it. */
  readonly subject: string;
  /** Hash of the input. */
  readonly inputHash: string;
  /** Name of the source; absent for a function passed to `start`. */
  readonly source?: string;
  /**
   * JSON of `{ input, context }`; absent if the run cannot be taken over. It may be large: only `begin` and `claimExpired` must return it.
   */
  readonly restart?: string;
  /** W3C trace context of the caller. */
  readonly traceparent?: string;
  /** Milliseconds after which another process may claim the run, unless `append` or `beat` renews the lease. */
  readonly lease: number;
  /**
   * Milliseconds that the run is kept after its end. A run that has not ended is kept for this time, or twice the lease if that is longer,
   * after the last renewal of its claim.
   */
  readonly ttl: number;
  /** Milliseconds after the `ttl` during which only the id of the run is remembered. */
  readonly tombstoneTtl: number;
}

/** Values of a run, or its end, as the store keeps them in the log. `data` is JSON: an array of values, or the description of the end. */
export interface RunEntry {
  /** Position in the log; higher than those of all earlier entries. */
  readonly offset: RunOffset;
  /** `values`, or the final status of the run. */
  readonly type: Exclude<RunStatus, 'running'> | 'values';
  /** Serialized content. */
  readonly data: string;
}

/** A run as it is stored, without its entries. All times are milliseconds of the store's clock. */
export interface StoredRun extends RunInit {
  /** Id of the run. */
  readonly id: string;
  /** `running` until its last entry is written, even if its claim has expired. */
  readonly status: RunStatus;
  /** Current epoch. */
  readonly epoch: number;
  /** Offset of the last entry; {@link startOffset} if there is none. */
  readonly offset: RunOffset;
  /** Total length of `data` of all entries, in characters. */
  readonly size: number;
  /** When the run began. */
  readonly startedAt: number;
  /** When the run ended. */
  readonly endedAt?: number;
  /** When the current claim expires. */
  readonly leaseUntil: number;
  /** The time of the store when it returned this object. */
  readonly now: number;
  /** The last entry, once the run has ended. */
  readonly end?: RunEntry;
}

/** An id that is remembered although its run has been deleted. */
export interface GoneRun {
  /** Marks the variant. */
  readonly status: 'gone';
  /** Hash of the subject of the run, by {@link hashText}. */
  readonly subjectHash: string;
}

/** A run, a remembered id, or undefined for an unknown id. */
export type RunLookup = GoneRun | StoredRun | undefined;

/** Part of the log of a run. */
export interface RunPage {
  /** The entries after the requested offset, oldest first. */
  readonly entries: readonly RunEntry[];
  /** Whether the log has no more entries after these. */
  readonly isLast: boolean;
  /** Whether the requested offset is {@link startOffset} or the offset of an entry. If not, there are no entries. */
  readonly hasOffset: boolean;
  /** The run at the time of the read. */
  readonly run: StoredRun;
}

/** A message of the store about a change of a run. Notifications may be lost or repeated: only the log is reliable. */
export type RunNotification =
  | {
      /** An entry was written. */
      readonly type: 'entry';
      /** Offset of the previous entry. */
      readonly previous: RunOffset;
      /** The entry; absent, for example, if it is too large for a notification. */
      readonly entry?: RunEntry;
    }
  | {
      /** Something else has changed, or notifications may have been lost: read the run again. */
      readonly type: 'refresh';
    };

/** Options of {@link RunStore.notifications}. */
export interface NotificationOptions {
  /**
   * Leaves out an entry if the previous entry has the same epoch: the producer of a run, and the watchers in its process, know such entries
   * already. A store may emit these notifications nevertheless; if one lacks its entry, the producer may call `beat` to
   * check whether its claim is still valid. Default: false.
   */
  readonly newEpochsOnly?: boolean;
}

/** Result of a write. If the store refuses a write, its claim never becomes valid again. */
export interface RunWrite {
  /** Whether the entry is in the log now. True also for a repeated call if an earlier call has written the entry. */
  readonly isWritten: boolean;
  /** The current state of the run. May be absent if an `append` has written its entry. */
  readonly run?: RunLookup;
}

/** Decides which expired runs a process claims. */
export interface ClaimOptions {
  /** Maximum number of runs. */
  readonly limit: number;
  /** Names of the sources that the process can call. */
  readonly sources: readonly string[];
  /** Claims only the run with this id. */
  readonly id?: string;
}

/**
 * Keeps durable runs: `memoryRunStore()` in the memory of the process, `redisRunStore()` in Redis.
 *
 * Each method is one atomic step for each run, and sends its command when it is called. Only an `append` may be sent later: together with
 * other appends of the same turn of the event loop, but before the next call of another method. A result is an Observable or a Promise of
 * one value; with synchronous Observables, a spec can run in virtual time. An error means that the outcome is unknown: the same call is
 * repeated until `storeTimeout`, and must not take effect twice. A `VeniceError` that is not retryable is final: the call is not repeated.
 * `spec/durable/store-contract.ts` of the repository checks an implementation.
 */
export interface RunStore {
  /**
   * Creates the run with a claim of epoch 1, unless the id exists or is remembered. Returns the new or existing run, or the remembered id;
   * `owner` shows whether this call has created the run. Deletes a log that is left of an earlier run with this id,
   * for example since the store removes expired keys one by one.
   */
  begin(id: string, init: RunInit): ObservableInput<RunLookup>;
  /**
   * Writes the entry `<epoch>-<seq>` if the claim is valid and `seq` is the next number of its epoch. Renews the lease if no more than half
   * of it is left; may renew it earlier. The next entry of a claim is appended only after the result of the previous one; until then only
   * the same call is repeated.
   */
  append(claim: RunClaim, seq: number, data: string): ObservableInput<RunWrite>;
  /** Like `append`, with the last entry of the run. */
  end(claim: RunClaim, seq: number, type: RunEntry['type'], data: string): ObservableInput<RunWrite>;
  /** Ends a run that is `running`, from any process: raises the epoch and writes the last entry `stopped`. Returns the state afterwards. */
  stop(key: RunKey, data: string): ObservableInput<RunLookup>;
  /** Renews the leases of claims. Returns the claims that are not valid. */
  beat(claims: readonly RunClaim[]): ObservableInput<readonly RunClaim[]>;
  /** Ends a valid claim and its lease now, so that another process can take over. Later writes of the claim are refused. */
  release(claim: RunClaim): ObservableInput<void>;
  /**
   * Claims runs whose lease has expired: raises the epoch, sets the owner and renews the lease. Returns these runs. A run with `restart`
   * whose source is not one of `sources` is left to other processes for one more lease. A repeated call may return other runs; the runs of
   * the first call then expire again.
   */
  claimExpired(owner: string, options: ClaimOptions): ObservableInput<readonly StoredRun[]>;
  /** Reads entries after an offset, about `maxSize` characters of `data`, but at least one entry. */
  read(id: string, after: RunOffset, maxSize: number): ObservableInput<GoneRun | RunPage | undefined>;
  /** Returns the state of a run. */
  info(id: string): ObservableInput<RunLookup>;
  /** Returns the runs of a subject, except remembered ids. */
  list(subject: string): ObservableInput<readonly StoredRun[]>;
  /** Deletes a run and its log. Remembers the id. */
  remove(id: string): ObservableInput<void>;
  /**
   * Emits notifications about a run, from the subscription on: `entry` for each entry; `refresh` after `begin`, `release` and `remove`, and
   * whenever notifications may have been lost, also before the server of the store, such as Redis, has confirmed the subscription.
   * Subscribers in one process receive the same objects. Fails only if notifications are not possible at all.
   */
  notifications(id: string, options?: NotificationOptions): Observable<RunNotification>;
}
