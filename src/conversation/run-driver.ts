import { EMPTY, Subject, asyncScheduler, defer, finalize, takeUntil, tap } from 'rxjs';
import { captureContext } from '#capture-context';
import { runSteps } from '../tools/run-tools.js';
import type { ToolCall } from '../wire/tool-call.js';
import type { ToolRunEvent } from '../tools/tool-run-event.js';
import { type ActiveRun, followed } from './active-run.js';
import { advance, begin } from './advance-run.js';
import { Approvals } from './approvals.js';
import type { ConversationSettings } from './conversation-settings.js';
import type { IdSource } from './id-source.js';
import { toOpenTurn } from './open-step.js';
import { type RunEnd, complete, interrupt, pause } from './run-end.js';
import { type RunFailure, toRunFailure } from './run-failure.js';
import type { RunOutput } from './run-handle.js';
import type { RunPlan } from './run-plan.js';
import type { EntrySource } from './run-progress.js';
import type { Totals } from './totals.js';
import type { ConversationTree } from './tree/conversation-tree.js';

/** Is notified of a run. */
export interface RunListener {
  /** The run has begun or changed. If not `isShown`, what follows at once shows it. */
  readonly onChange: (isShown: boolean) => void;
  /** The run has ended, and its connection is closed. Its changes are in the tree. */
  readonly onEnd: (run: ActiveRun, end: RunEnd, failure: RunFailure | undefined) => void;
}

/** Sends the requests of one run at a time, and applies what comes to the tree. */
export class RunDriver<Metadata> {
  readonly #settings: ConversationSettings<Metadata>;
  readonly #tree: ConversationTree<Metadata>;
  readonly #listener: RunListener;
  readonly #ids: IdSource;
  readonly #source: EntrySource;
  readonly #stops = new Subject<void>();
  #run: ActiveRun | undefined;
  /** Whether the run that is stopping leaves its open calls to another process. */
  #isPausing = false;
  /** `stopping` until the run is unsubscribed from, since its source may be in the middle of emitting. */
  #phase: 'idle' | 'running' | 'stopping' = 'idle';

  constructor(
    settings: ConversationSettings<Metadata>,
    tree: ConversationTree<Metadata>,
    ids: IdSource,
    listener: RunListener,
  ) {
    this.#settings = settings;
    this.#tree = tree;
    this.#ids = ids;
    this.#source = { now: (parentId) => tree.timeAfter(parentId, asyncScheduler.now()), newId: ids.next };
    this.#listener = listener;
  }

  get run(): ActiveRun | undefined {
    return this.#run;
  }

  get phase(): 'idle' | 'running' | 'stopping' {
    return this.#phase;
  }

  /** Starts a run, which belongs to the async context of the caller. */
  start(
    id: string,
    plan: RunPlan<Metadata>,
    output: RunOutput,
    totals: Totals,
    approvals = new Approvals(this.#settings.options.approve, plan.resumed),
  ): void {
    const { chat, request, options } = this.#settings;
    const context = captureContext();
    let failure: RunFailure | undefined;
    this.#ids.forget();
    this.#tree.apply(plan.changes);
    const messages = this.#tree.messagesTo(plan.anchorId);
    const progress = begin(plan, messages.length, totals, this.#source);
    const run: ActiveRun = { id, output, approvals, progress, isFollowed: true, isComplete: false };
    const runOptions = { ...options, approve: approvals.approve };
    const turn = plan.resumed && toOpenTurn(plan.resumed);
    this.#run = run;
    this.#phase = 'running';
    defer(() => {
      this.#listener.onChange(true);
      // A subscriber of `state` may have stopped the run.
      if (this.#phase === 'stopping') return EMPTY;
      return runSteps(chat, request(), () => messages.array, runOptions, turn);
    })
      .pipe(
        tap((event) => {
          this.#advance(run, event);
        }),
        takeUntil(this.#stops),
        // `finalize` comes last, so that the rest of the run has already been torn down when subscribers are notified. It runs in
        // the async context of the run, since `stop` and `close` may be called from another context.
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

  /** Ends the run so that `regenerate` can continue its open calls, as after loading an export. */
  pause(): void {
    this.#isPausing = this.#phase === 'running';
    this.halt();
  }

  /** Ends the run. Calls that await an approval are refused. */
  halt(): void {
    this.#phase = 'stopping';
    this.#stops.next();
  }

  /** Returns the end of the run as if its process ended now; undefined if none is active. */
  preview(): RunEnd | undefined {
    return this.#run && this.#toEnd(this.#run, this.#phase === 'running' || this.#isPausing);
  }

  #isIdempotent(call: ToolCall): boolean {
    return this.#settings.options.tools.get(call.function.name)?.idempotent === true;
  }

  #advance(run: ActiveRun, event: ToolRunEvent): void {
    if (event.type === 'step') run.approvals.beginStep();
    const { progress, changes } = advance(run.progress, event, this.#source);
    const isSame = progress === run.progress;
    run.progress = progress;
    run.isComplete = event.type === 'completion';
    this.#tree.apply(followed(run, changes));
    // The end of a run is shown by `#onEnd`, and what a `step` event changes with the event that follows it.
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
        ? pause(run.progress, this.#source, (call) => this.#isIdempotent(call))
        : interrupt(run.progress, this.#source, error);
    return { ...end, changes: followed(run, end.changes) };
  }
}
