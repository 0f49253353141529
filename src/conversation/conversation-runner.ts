// One class with more than 150 lines: the state consists of the tree, the queue, and the outcome of the last run.
import { asyncScheduler } from 'rxjs';
import {
  type ActiveRun,
  isRunWithin,
  awaitsOnlyApprovals,
  withoutRemovedInterruption,
} from './active-run.js';
import { Approvals } from './approvals.js';
import { CommandQueue, type StartedCommand, type TakenContinuation } from './command-queue.js';
import type { ConversationSettings } from './conversation-settings.js';
import type { ConversationState } from './conversation-state.js';
import { IdSource } from './id-source.js';
import { type LiveEntry, toLiveEntry } from './live-entry.js';
import type { RunnerGuard } from './runner-guard.js';
import { ReentrantReplaySubject } from './reentrant-replay-subject.js';
import { RunDriver } from './run-driver.js';
import type { RunEnd, RunOutcome } from './run-end.js';
import type { RunFailure } from './run-failure.js';
import { closeStep, planRun } from './plan-run.js';
import type { EntrySource } from './run-progress.js';
import { toState } from './to-state.js';
import type { ConversationTree } from './tree/conversation-tree.js';
import type { SavedEntry } from './tree/conversation-entry.js';
import { isOpen } from './tree/is-open.js';
import type { TreeChange } from './tree/tree-change.js';

/** Runs the commands of a conversation, one after the other, and emits its state. */
export class ConversationRunner<Metadata> {
  readonly tree: ConversationTree<Metadata>;
  readonly queue: CommandQueue<Metadata>;
  readonly ids: IdSource;
  readonly states: ReentrantReplaySubject<ConversationState<Metadata>>;
  /** Present if the conversation has a store. */
  guard: RunnerGuard | undefined;
  readonly #settings: ConversationSettings<Metadata>;
  readonly #driver: RunDriver<Metadata>;
  #outcome: RunOutcome;
  #live: LiveEntry<Metadata> | undefined;
  /** The current state; undefined if something has changed since it was made. */
  #state: ConversationState<Metadata> | undefined;
  /** Creates the ids and times of new entries of the tree. */
  readonly #entrySource: EntrySource;
  /** Guards against re-entry: the active loop also takes commands that are added in the meantime. */
  #isDraining = false;
  #isClosed = false;

  constructor(settings: ConversationSettings<Metadata>) {
    const { tree, queue, outcome } = settings.initial;
    this.#settings = settings;
    this.tree = tree;
    this.queue = new CommandQueue(queue);
    this.ids = new IdSource(
      settings.generateId,
      (id) => this.tree.get(id) !== undefined || this.queue.has(id),
    );
    this.#entrySource = {
      now: (parentId) => this.tree.timeAfter(parentId, asyncScheduler.now()),
      newId: this.ids.next,
    };
    this.#driver = new RunDriver(settings, tree, this.ids, this.#entrySource, {
      onChange: (mustEmit) => {
        this.#state = undefined;
        if (mustEmit) this.emit();
      },
      onEnd: (run, end, failure) => {
        this.#onEnd(run, end, failure);
      },
    });
    this.#outcome = outcome;
    this.states = new ReentrantReplaySubject(this.state);
  }

  get state(): ConversationState<Metadata> {
    const { commands } = this.queue;
    const isHeld = this.queue.isHeld && this.run === undefined;
    if (this.#state?.queue !== commands || this.#state.isHeld !== isHeld) this.#state = undefined;
    if (this.#state === undefined) {
      const progress = this.run?.progress;
      this.#live = toLiveEntry(this.tree.entries.last, progress, this.#live);
      const state = toState(this.tree, { commands, isHeld }, progress, this.#outcome, this.#live);
      this.#state = Object.assign(state, this.guard?.stateFields);
    }
    return this.#state;
  }

  get phase(): 'idle' | 'running' | 'stopping' {
    return this.#driver.phase;
  }

  get run(): ActiveRun | undefined {
    return this.#driver.run;
  }

  /** The outcome of the last run, such as its status and error. */
  get outcome(): RunOutcome {
    return this.#outcome;
  }

  /** Sets the outcome of the last run. */
  setOutcome(outcome: RunOutcome): void {
    this.#outcome = withoutRemovedInterruption(outcome, this.tree);
    this.#state = undefined;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  emit(): void {
    this.#state = undefined;
    this.states.next(this.state);
    this.guard?.onChange();
  }

  /** Ends the active run. */
  halt(): void {
    this.#driver.halt();
  }

  /** Ends the active run, but leaves its calls open. */
  pause(): void {
    this.#driver.pause();
  }

  /** Ends the active run, refuses the calls that await an approval, and holds the queue. */
  stop(): void {
    const isAnswered = this.#discardQueuedResponses();
    const isHeld = this.hold();
    if (this.phase !== 'idle') this.halt();
    else if (this.#refuse() || isHeld || isAnswered) this.emit();
  }

  /** Holds the queue. Returns false if it is held already, or empty. */
  hold(): boolean {
    const isChanged = this.queue.commands.length > 0 && !this.queue.isHeld;
    if (isChanged) this.queue.hold();
    return isChanged;
  }

  close(): void {
    this.#isClosed = true;
    const isChanged = this.queue.commands.length > 0;
    this.queue.clear();
    if (this.phase !== 'idle') {
      this.#driver.pause();
      return;
    }
    if (isChanged) this.emit();
    this.states.complete();
  }

  /** Changes the tree. */
  change(change: TreeChange<Metadata>): void {
    if (this.#isClosed) return;
    this.tree.apply([change]);
    this.emit();
  }

  /** Shows the version with this entry instead of that of the active run. `regenerate` then no longer continues an interrupted run. */
  select(id: string): void {
    if (this.#isClosed) return;
    if (this.run !== undefined) this.run.isShown = false;
    const { interrupted: _, ...outcome } = this.#outcome;
    this.#outcome = outcome;
    this.change({ type: 'select', id });
  }

  /** Removes an entry and all entries after it. If the active run is in the removed part, it is stopped, and the queued commands wait. */
  remove(id: string): void {
    if (this.#isClosed) return;
    const isActive = this.run !== undefined && isRunWithin(this.run, this.tree, id);
    this.tree.apply([{ type: 'remove', id }]);
    this.#state = undefined;
    this.#outcome = withoutRemovedInterruption(this.#outcome, this.tree);
    this.queue.cancelOwn((entryId) => this.tree.get(entryId) === undefined);
    if (isActive) {
      this.queue.hold();
      this.halt();
    } else this.emit();
  }

  /** Refuses the calls of the last shown answer that await an approval, if no run is executing them. Returns false if there are none. */
  #refuse(): boolean {
    return !this.#isClosed && this.state.status === 'awaiting-approval' && this.refuseCalls(this.tree.leafId);
  }

  /** Refuses the calls of an answer that await an approval. Returns false if there are none. */
  refuseCalls(entryId: string | null): boolean {
    if (this.tree.get(entryId)?.status !== 'awaiting-approval') return false;
    const isLast = entryId === this.tree.leafId;
    const { changes, leafId } = closeStep(this.tree, this.#entrySource, entryId);
    if (this.run === undefined) this.ids.forget();
    this.tree.apply(changes);
    if (isLast && this.run === undefined)
      this.#outcome = { ...this.#outcome, interrupted: { afterId: leafId } };
    this.#state = undefined;
    return true;
  }

  /** Discards the queued responses to calls, and refuses these calls. Returns false if there are none. */
  #discardQueuedResponses(): boolean {
    const entryIds = this.queue.cancelOwn();
    for (const entryId of entryIds) this.tree.apply(closeStep(this.tree, this.#entrySource, entryId).changes);
    if (entryIds.length > 0) this.#state = undefined;
    return entryIds.length > 0;
  }

  /**
   * Uses the responses that other conversations with the same store have saved for calls of the active run, and stops the run if a command
   * of another conversation refuses its calls. Drops the commands that continue calls which have ended.
   *
   * @param commandIds - Ids of the commands that other conversations have changed.
   */
  applyResponses(commandIds: readonly string[]): void {
    const { run, phase, queue, tree } = this;
    const activeId = run?.progress.answerId;
    queue.cancelContinuations((entryId) => {
      const entry = tree.get(entryId);
      return entryId !== activeId && entry !== undefined && !isOpen(entry);
    });
    if (run?.progress.step === undefined || activeId === undefined || phase !== 'running') return;
    const { approvals, progress, output } = run;
    this.#respond(approvals, progress.toolCalls, queue.takeContinuations(activeId, output));
    if (!awaitsOnlyApprovals(progress) || !queue.refuses(commandIds, activeId)) return;
    const isAnswered = progress.toolCalls.some(
      ({ call, status }) => status === 'awaiting-approval' && approvals.isAnswered(call.id),
    );
    if (!isAnswered) this.halt();
  }

  /** Returns the changes and the outcome of the active run as if the process ended now; without an active run, the last outcome. */
  preview(): RunEnd {
    return this.#driver.preview() ?? { changes: [], outcome: this.#outcome };
  }

  /** Starts the next queued command, and the command after it if the run ends synchronously, and so on. */
  drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    while (this.phase === 'idle' && !this.queue.isHeld && this.#mayStart()) {
      const started = this.queue.take();
      if (started === undefined) break;
      const start = (): void => {
        this.#start(started);
      };
      if (started.context === undefined) start();
      else started.context.run(start);
    }
    this.#isDraining = false;
    if (this.guard !== undefined && this.phase === 'idle' && this.queue.hasOwn && !this.queue.isHeld)
      this.emit();
  }

  #mayStart(): boolean {
    return this.guard === undefined || (this.queue.hasOwn && this.guard.mayStart());
  }

  #start({ command, output, responses }: StartedCommand<Metadata>): void {
    const { interrupted, usage, cost } = this.#outcome;
    const plan = planRun(command, this.tree, interrupted, this.#entrySource);
    this.#state = undefined;
    if (plan !== undefined) {
      const approvals = new Approvals(this.#settings.options.approve, plan.resumed);
      if (plan.resumed !== undefined) {
        // If the user has called `regenerate`, other queued commands may have responses to these calls.
        const others = this.queue.takeContinuations(plan.resumed.id, output);
        this.#respond(approvals, plan.resumed.toolCalls, [{ id: command.id, responses }, ...others]);
      }
      const totals = { ...(usage && { usage }), ...(cost && { cost }) };
      this.#driver.start(command.id, plan, output, totals, approvals);
      return;
    }
    if (this.queue.commands.length === 0 || this.queue.isHeld) this.emit();
    output.complete();
  }

  #respond(
    approvals: Approvals,
    toolCalls: SavedEntry['toolCalls'] = [],
    continuations: readonly TakenContinuation[],
  ): void {
    const isAwaiting = (id: string): boolean =>
      toolCalls.some(({ call, status }) => call.id === id && status === 'awaiting-approval');
    for (const { id, responses } of continuations) {
      const confirmation = this.guard?.isSaved(id) === true ? this.guard.removeFromStore(id) : undefined;
      for (const { callId, response } of responses) {
        if (isAwaiting(callId) && !approvals.isAnswered(callId))
          approvals.respond(callId, response, confirmation);
      }
    }
  }

  #onEnd({ output, isComplete, progress }: ActiveRun, { outcome }: RunEnd, failure?: RunFailure): void {
    this.#outcome = withoutRemovedInterruption(outcome, this.tree);
    this.#state = undefined;
    if (failure?.holdsQueue === true) this.queue.hold();
    if (this.queue.commands.length === 0 || failure || this.queue.isHeld) this.emit();
    if (failure?.isStop === false) output.error(failure.error);
    else output.complete(isComplete ? progress.completion : undefined);
    if (this.#isClosed) this.states.complete();
    else this.drain();
  }
}
