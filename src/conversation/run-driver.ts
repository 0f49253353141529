import { EMPTY, Subject, defer, finalize, takeUntil, tap } from 'rxjs';
import { captureContext } from '#capture-context';
import { runSteps } from '../tools/run-tools.js';
import type { ToolCall } from '../wire/tool-call.js';
import type { ToolRunEvent } from '../tools/tool-run-event.js';
import { type ActiveRun, visibleChanges } from './active-run.js';
import { advance, begin } from './advance-run.js';
import type { Approvals } from './approvals.js';
import type { ConversationSettings } from './conversation-settings.js';
import type { IdSource } from './id-source.js';
import { toOpenStep } from './open-step.js';
import { type RunEnd, complete, interrupt, pause } from './run-end.js';
import { type RunFailure, toRunFailure } from './run-failure.js';
import type { RunOutput } from './run-handle.js';
import type { RunPlan } from './run-plan.js';
import type { EntrySource } from './run-progress.js';
import type { Totals } from './totals.js';
import type { ConversationTree } from './tree/conversation-tree.js';

/** Receives the notifications of a {@link RunDriver}. */
export interface RunListener {
  /** The run has begun or changed. If `mustEmit` is false, another notification follows at once, so the state need not be emitted yet. */
  readonly onChange: (mustEmit: boolean) => void;
  /** The run has ended, and its connection is closed. All of its changes have been applied to the tree. */
  readonly onEnd: (run: ActiveRun, end: RunEnd, failure: RunFailure | undefined) => void;
}

/**
 * Runs one command of a conversation at a time, such as `send`: subscribes to its requests and tool calls, and applies the resulting
 * changes to the tree of messages.
 */
export class RunDriver<Metadata> {
  readonly #settings: ConversationSettings<Metadata>;
  readonly #tree: ConversationTree<Metadata>;
  readonly #listener: RunListener;
  readonly #ids: IdSource;
  readonly #entrySource: EntrySource;
  readonly #stops = new Subject<void>();
  #run: ActiveRun | undefined;
  /** Whether the run is being ended by `pause`. */
  #isPausing = false;
  /** `stopping`: stopped, but not yet unsubscribed from, since the source of the run may be in the middle of emitting. */
  #phase: 'idle' | 'running' | 'stopping' = 'idle';

  constructor(
    settings: ConversationSettings<Metadata>,
    tree: ConversationTree<Metadata>,
    ids: IdSource,
    entrySource: EntrySource,
    listener: RunListener,
  ) {
    this.#settings = settings;
    this.#tree = tree;
    this.#ids = ids;
    this.#entrySource = entrySource;
    this.#listener = listener;
  }

  get run(): ActiveRun | undefined {
    return this.#run;
  }

  get phase(): 'idle' | 'running' | 'stopping' {
    return this.#phase;
  }

  /** Starts a run in the async context of the caller. */
  start(id: string, plan: RunPlan<Metadata>, output: RunOutput, totals: Totals, approvals: Approvals): void {
    const { chat, request, options } = this.#settings;
    const context = captureContext();
    let failure: RunFailure | undefined;
    this.#ids.forget();
    this.#tree.apply(plan.changes);
    // The answer is added after the entry with the id `anchorId`, so the request has the messages up to that entry.
    const messages = this.#tree.messagesTo(plan.anchorId);
    const progress = begin(plan, messages.length, totals, this.#entrySource);
    const run: ActiveRun = { id, output, approvals, plan, progress, isShown: true, isComplete: false };
    const runOptions = { ...options, approve: approvals.approve };
    const openStep = plan.resumed && toOpenStep(plan.resumed);
    this.#run = run;
    this.#phase = 'running';
    defer(() => {
      this.#listener.onChange(true);
      // `onChange` emits the state, and a subscriber of the state may have stopped the run.
      if (this.#phase === 'stopping') return EMPTY;
      return runSteps(chat, request(), () => messages.array, runOptions, openStep);
    })
      .pipe(
        tap((event) => {
          this.#advance(run, event);
        }),
        takeUntil(this.#stops),
        // `finalize` comes last, so that all other operators have been torn down when the listener is notified. The listener is called
        // in the async context of the run, since `stop` and `close` may be called from another context.
        finalize(() => {
          context.run(() => {
            this.#onEnd(run, failure);
          });
        }),
      )
      .subscribe({
        error: (error: unknown) => {
          failure = toRunFailure(error, this.#settings.holdsQueue);
        },
      });
  }

  /**
   * Ends the run, but keeps the tool calls open that another run can continue, also after the conversation was exported and loaded: calls
   * that await an approval, and running calls of an `idempotent` tool.
   */
  pause(): void {
    this.#isPausing = this.#phase === 'running';
    this.halt();
  }

  /** Ends the run. Tool calls that await an approval are refused. */
  halt(): void {
    this.#phase = 'stopping';
    this.#stops.next();
  }

  /** Returns the end of the active run as if the process ended now; undefined if no run is active. */
  preview(): RunEnd | undefined {
    return this.#run && this.#toEnd(this.#run, this.#phase === 'running' || this.#isPausing);
  }

  #isIdempotent(call: ToolCall): boolean {
    return this.#settings.options.tools.get(call.function.name)?.idempotent === true;
  }

  #advance(run: ActiveRun, event: ToolRunEvent): void {
    if (event.type === 'step') run.approvals.beginStep();
    const { progress, changes } = advance(run.progress, event, this.#entrySource);
    const isSame = progress === run.progress;
    run.progress = progress;
    run.isComplete = event.type === 'completion';
    this.#tree.apply(visibleChanges(run, changes));
    // The end of the run is shown by `#onEnd`; the changes of a `step` event are shown together with those of the next event.
    if (!isSame) this.#listener.onChange(!run.isComplete && event.type !== 'step');
    if (event.type === 'chunk') run.output.next(event.chunk);
  }

  #onEnd(run: ActiveRun, failure: RunFailure | undefined): void {
    const error = failure?.isStop === true ? undefined : failure?.error;
    const end = this.#toEnd(run, this.#isPausing, error);
    this.#tree.apply(end.changes);
    this.#run = undefined;
    this.#isPausing = false;
    this.#phase = 'idle';
    this.#listener.onEnd(run, end, failure);
  }

  #toEnd(run: ActiveRun, isPaused: boolean, error?: Error): RunEnd {
    const end = run.isComplete
      ? complete(run.progress)
      : isPaused && error === undefined
        ? pause(run.progress, this.#entrySource, (call) => this.#isIdempotent(call))
        : interrupt(run.progress, this.#entrySource, error);
    return { ...end, changes: visibleChanges(run, end.changes) };
  }
}
