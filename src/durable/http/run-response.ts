import {
  BehaviorSubject,
  NEVER,
  type Observable,
  Subscription,
  defer,
  distinctUntilChanged,
  interval,
  switchMap,
  takeWhile,
} from 'rxjs';
import { captureContext } from '#capture-context';
import type { RelaySink } from '../../relay/relay-sink.js';
import { callSafely } from '../../relay/report-unhandled.js';
import { stalledSink } from '../../relay/stalled-sink.js';
import type { RunFrame } from '../run-frame.js';
import { FrameWriter } from './frame-writer.js';
import type { RunResponseSettings } from './run-response-options.js';

/** Creates the frames of a response. The gate emits false while the browser reads too slowly. */
export type FrameSource = (gate: Observable<boolean>) => Observable<RunFrame<unknown>>;

/** Sends the frames of one run to one browser. When the browser disconnects, its watcher ends, but the run continues. */
export class RunResponse {
  readonly #sink: RelaySink;
  readonly #settings: RunResponseSettings;
  readonly #writer: FrameWriter;
  readonly #gate = new BehaviorSubject(true);
  readonly #context = captureContext();
  readonly #untilClosed = new Subscription();

  constructor(sink: RelaySink, settings: RunResponseSettings) {
    this.#sink = sink;
    this.#settings = settings;
    this.#writer = new FrameWriter(sink, settings);
  }

  /** Subscribes to `source`, and adds this to `subscription`, which the caller unsubscribes when the browser disconnects. */
  start(source: FrameSource, subscription: Subscription): void {
    const { heartbeat, maxPause } = this.#settings;
    this.#sink.whenClosed(() => {
      this.#untilClosed.unsubscribe();
    });
    const gate = this.#gate.pipe(distinctUntilChanged());
    const end = (respond: () => void): void => {
      if (subscription.closed) return;
      callSafely(() => {
        subscription.unsubscribe();
      });
      respond();
    };
    const error = (failure: unknown): void => {
      end(() => {
        this.#fail(failure);
      });
    };
    const failOnThrow = (work: () => void): void => {
      try {
        work();
      } catch (failure) {
        error(failure);
      }
    };
    const giveUp = (): void => {
      end(() => {
        this.#abort();
      });
    };
    const beats = heartbeat === Infinity ? NEVER : interval(heartbeat);
    const beat = (): void => {
      failOnThrow(() => {
        if (this.#gate.value) this.#writer.beat();
      });
    };
    subscription.add(beats.subscribe({ next: beat, error }));
    const pauses = gate.pipe(switchMap((isOpen) => (isOpen ? NEVER : stalledSink(this.#sink, maxPause))));
    subscription.add(pauses.subscribe({ next: giveUp, error: giveUp }));
    const frames = defer(() => source(gate)).pipe(takeWhile(() => !subscription.closed));
    subscription.add(
      frames.subscribe({
        next: (frame) => {
          failOnThrow(() => {
            this.#writer.write(frame);
            if (!this.#sink.isReady()) this.#gate.next(false);
          });
        },
        error,
        complete: () => {
          end(() => {
            this.#finish();
          });
        },
      }),
    );
  }

  /** Called when the sink accepts more data; for a Node response, in the async context of its connection. */
  readonly drained = (): void => {
    this.#context.run(() => {
      this.#gate.next(true);
    });
  };

  #finish(): void {
    try {
      this.#writer.finish();
      this.#abortIfStalled();
    } catch (failure) {
      this.#fail(failure);
    }
  }

  #fail(error: unknown): void {
    callSafely(() => this.#settings.onError?.(error));
    try {
      this.#writer.fail(error);
      this.#abortIfStalled();
    } catch {
      this.#abort();
    }
  }

  /** After the last write, aborts the response if the browser stops reading for longer than `maxPause`. */
  #abortIfStalled(): void {
    const giveUp = (): void => {
      this.#abort();
    };
    const stalled = stalledSink(this.#sink, this.#settings.maxPause);
    this.#untilClosed.add(stalled.subscribe({ next: giveUp, error: giveUp }));
  }

  #abort(): void {
    callSafely(() => {
      this.#sink.abort();
    });
  }
}
