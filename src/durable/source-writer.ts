import { type Observable, Subscription, defer } from 'rxjs';
import type { DurableSettings } from './durable-options.js';
import { encodeEnd } from './entry-data.js';
import { limitDuration } from './limit-duration.js';
import { toRunFailure } from './run-errors.js';
import type { RunContext } from './run-source.js';
import type { RunEntry, StoredRun } from './run-store.js';
import type { RunWriter } from './run-writer.js';
import { ValueSubscriber } from './value-subscriber.js';

/** Creates the Observable of the values of a run; undefined if the run cannot be continued. */
export type ProducerSource = (run: RunContext) => Observable<unknown> | undefined;

/** Subscribes to the source of a run, and passes its values and its end to the writer. */
export class SourceWriter {
  readonly #run: StoredRun;
  readonly #writer: RunWriter;
  readonly #settings: DurableSettings;
  /** Ends before the writer does: the last values may still wait for the store. */
  readonly #subscription = new Subscription();
  /** The error with which the run has failed, if any. */
  error: unknown;

  constructor(run: StoredRun, writer: RunWriter, settings: DurableSettings) {
    this.#run = run;
    this.#writer = writer;
    this.#settings = settings;
  }

  /** Whether the source has ended or is cancelled. */
  get isClosed(): boolean {
    return this.#subscription.closed;
  }

  /** Starts the source in the current async context. */
  start(source: ProducerSource): void {
    const { id, subject, epoch, traceparent } = this.#run;
    const { gate } = this.#writer;
    const context = { id, subject, epoch, gate, ...(traceparent !== undefined && { traceparent }) };
    let isLost = false;
    const values = defer(() => {
      const created = source(context);
      isLost = created === undefined;
      return created ?? [];
    });
    const sink = {
      push: (json: string, hasOutput: boolean) => {
        this.#writer.push(json, hasOutput);
      },
      fail: (error: unknown) => {
        this.fail(error);
      },
      complete: () => {
        this.finish(isLost ? 'lost' : 'done', encodeEnd({}));
      },
    };
    const subscriber = new ValueSubscriber(sink, this.#run.size, this.#settings.maxRunSize);
    // Added before subscribing, so that a synchronous source can be cancelled as well.
    this.#subscription.add(subscriber);
    values.pipe(limitDuration(this.#run, this.#settings.maxDuration)).subscribe(subscriber);
  }

  /** Cancels the source, and ends the run after the values so far; does nothing if the source has ended or was cancelled. */
  finish(type: RunEntry['type'], data: string): void {
    if (this.isClosed) return;
    this.cancel();
    this.#writer.finish(type, data);
  }

  /**
   * Cancels the source if it has not ended, and ends the run as failed, even after the end of the source: its last values may be refused.
   */
  fail(error: unknown): void {
    this.error = error;
    this.cancel();
    this.#writer.finish('failed', encodeEnd({ failure: toRunFailure(error) }));
  }

  /** Cancels the source and writes no end. */
  cancel(): void {
    this.#subscription.unsubscribe();
  }
}
