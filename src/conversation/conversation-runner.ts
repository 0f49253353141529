import { EMPTY, asyncScheduler, defer, finalize, Subject, takeUntil, tap } from 'rxjs';
import { captureContext } from '#capture-context';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { runSteps } from '../tools/run-tools.js';
import type { ToolRunEvent } from '../tools/tool-run-event.js';
import { CommandQueue, type StartedCommand } from './command-queue.js';
import type { ConversationSettings } from './conversation-settings.js';
import type { ConversationState } from './conversation-state.js';
import { LiveEntry } from './live-entry.js';
import { ReentrantReplaySubject } from './reentrant-replay-subject.js';
import { type RunEnd, type RunRest, complete, interrupt } from './run-end.js';
import { type RunFailure, toRunFailure } from './run-failure.js';
import type { RunOutput } from './run-handle.js';
import { type RunPlan, planRun } from './run-plan.js';
import { type RunProgress, advance, begin } from './run-progress.js';
import { toState } from './to-state.js';
import type { ConversationTree } from './tree/conversation-tree.js';
import type { TreeChange } from './tree/tree-change.js';

/** The active run. */
interface ActiveRun {
  readonly id: string;
  readonly output: RunOutput;
  progress: RunProgress;
  /** Whether the path follows the run: not after `select`. */
  isFollowed: boolean;
  isComplete: boolean;
}

/** Runs the commands of a conversation, one after the other, and emits its state. */
export class ConversationRunner<Metadata> {
  readonly tree: ConversationTree<Metadata>;
  readonly queue: CommandQueue<Metadata>;
  readonly states: ReentrantReplaySubject<ConversationState<Metadata>>;
  readonly #settings: ConversationSettings<Metadata>;
  readonly #stops = new Subject<void>();
  /** Ids that the active run has been given. */
  readonly #issued = new Set<string>();
  #run: ActiveRun | undefined;
  #rest: RunRest;
  #live: LiveEntry<Metadata> | undefined;
  /** The current state; undefined if something has changed since it was made. */
  #state: ConversationState<Metadata> | undefined;
  /** `stopping` until the run is unsubscribed from, since its source may be in the middle of emitting. */
  #phase: 'idle' | 'running' | 'stopping' = 'idle';
  /** Guards against re-entry: the active loop also takes commands that are added in the meantime. */
  #isDraining = false;
  #isClosed = false;

  constructor(settings: ConversationSettings<Metadata>) {
    this.#settings = settings;
    this.tree = settings.initial.tree;
    this.queue = new CommandQueue(settings.initial.queue);
    this.#rest = settings.initial.rest;
    this.states = new ReentrantReplaySubject(this.state);
  }

  get state(): ConversationState<Metadata> {
    const { commands, isHeld } = this.queue;
    if (this.#state?.queue !== commands || this.#state.isHeld !== isHeld) this.#state = undefined;
    this.#state ??= toState(this.tree, this.queue, this.#run?.progress, this.#rest, this.#getLive());
    return this.#state;
  }

  get phase(): 'idle' | 'running' | 'stopping' {
    return this.#phase;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The command of the active run. */
  get run(): ActiveRun | undefined {
    return this.#run;
  }

  /** Returns a new id for an entry or a command. Throws if the generator repeats one. */
  readonly newId = (): string => {
    const id: unknown = this.#settings.generateId();
    const isNew = isNonEmptyString(id) && !this.#isKnown(id);
    if (!isNew) throw new TypeError('`generateId` must return a string that it has not returned before');
    this.#issued.add(id);
    return id;
  };

  emit(): void {
    this.#state = undefined;
    this.states.next(this.state);
  }

  /** Ends the active run. */
  halt(): void {
    this.#phase = 'stopping';
    this.#stops.next();
  }

  close(): void {
    this.#isClosed = true;
    const isChanged = this.queue.commands.length > 0;
    this.queue.clear();
    if (this.#phase !== 'idle') {
      this.halt();
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

  /** Leads the path to an entry, and no longer to the active run; `regenerate` then continues from there. */
  select(id: string): void {
    if (this.#isClosed) return;
    if (this.#run !== undefined) this.#run.isFollowed = false;
    const { interrupted: _, ...rest } = this.#rest;
    this.#rest = rest;
    this.change({ type: 'select', id });
  }

  /** Removes an entry and all entries after it. A run in it is stopped, which holds the queue. */
  remove(id: string): void {
    if (this.#isClosed) return;
    const progress = this.#run?.progress;
    const isActive =
      progress !== undefined && (progress.answerId === id || this.tree.isWithin(progress.anchorId, id));
    this.tree.apply([{ type: 'remove', id }]);
    this.#state = undefined;
    this.#rest = withoutRemoved(this.#rest, this.tree);
    if (isActive) {
      this.queue.hold();
      this.halt();
    } else this.emit();
  }

  /** Returns the end of the active run as if it were stopped now, or the rest of the last one. */
  preview(): RunEnd {
    const run = this.#run;
    if (run === undefined) return { changes: [], rest: this.#rest };
    const end = run.isComplete ? complete(run.progress) : interrupt(run.progress, this.#source);
    return { ...end, changes: followed(run, end.changes) };
  }

  /** Starts the next queued command; the loop continues with the one after it if a run ends synchronously. */
  drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    while (this.#phase === 'idle' && !this.queue.isHeld) {
      const started = this.queue.take();
      if (started === undefined) break;
      const start = (): void => {
        this.#start(started);
      };
      if (started.context === undefined) start();
      else started.context.run(start);
    }
    this.#isDraining = false;
  }

  readonly #source = { now: () => asyncScheduler.now(), newId: this.newId };

  #start({ command, output }: StartedCommand<Metadata>): void {
    const plan = planRun(command, this.tree, this.#rest.interrupted, this.#source.now());
    this.#state = undefined;
    if (plan === undefined) {
      if (this.queue.commands.length === 0) this.emit();
      output.complete();
      return;
    }
    this.#begin(command.id, plan, output);
  }

  #begin(id: string, plan: RunPlan<Metadata>, output: RunOutput): void {
    const { chat, request, options } = this.#settings;
    const context = captureContext();
    let failure: RunFailure | undefined;
    this.tree.apply(plan.changes);
    const messages = this.tree.messagesTo(plan.anchorId);
    const { usage, cost } = this.#rest;
    const progress = begin(plan, messages.length, { ...(usage && { usage }), ...(cost && { cost }) });
    const run: ActiveRun = { id, output, progress, isFollowed: true, isComplete: false };
    this.#issued.clear();
    this.#run = run;
    this.#phase = 'running';
    defer(() => {
      this.emit();
      // A subscriber of `state` may have stopped the run.
      return this.#phase === 'stopping' ? EMPTY : runSteps(chat, request(), () => messages.array, options);
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

  #advance(run: ActiveRun, event: ToolRunEvent): void {
    const { progress, changes } = advance(run.progress, event, this.#source);
    const isSame = progress === run.progress;
    run.progress = progress;
    run.isComplete = event.type === 'completion';
    this.tree.apply(followed(run, changes));
    // `#onEnd` emits the end of a run. What a `step` event changes is emitted with the event that follows it.
    if (run.isComplete || event.type === 'step') this.#state = undefined;
    else if (!isSame) this.emit();
    if (event.type === 'chunk') run.output.next(event.chunk);
  }

  #onEnd(run: ActiveRun, failure: RunFailure | undefined): void {
    const { changes, rest } = run.isComplete
      ? complete(run.progress)
      : interrupt(run.progress, this.#source, failure?.error);
    this.tree.apply(followed(run, changes));
    this.#run = undefined;
    this.#rest = withoutRemoved(rest, this.tree);
    this.#state = undefined;
    this.#phase = 'idle';
    if (failure?.holdsQueue === true) this.queue.hold();
    if (this.queue.commands.length === 0 || failure || this.queue.isHeld) this.emit();
    if (failure) run.output.error(failure.error);
    else run.output.complete(run.isComplete ? run.progress.completion : undefined);
    if (this.#isClosed) this.states.complete();
    else this.drain();
  }

  #isKnown(id: string): boolean {
    return this.tree.get(id) !== undefined || this.queue.has(id) || this.#issued.has(id);
  }

  #getLive(): LiveEntry<Metadata> | undefined {
    const progress = this.#run?.progress;
    const { last } = this.tree.entries;
    if (progress?.answerId === undefined || last?.id !== progress.answerId) this.#live = undefined;
    else if (this.#live?.isSame(last, progress) !== true) this.#live = new LiveEntry(last, progress);
    return this.#live;
  }
}

/** The changes of a run, without those of the path if that does not follow it. */
function followed(
  { isFollowed }: ActiveRun,
  changes: readonly TreeChange<never>[],
): readonly TreeChange<never>[] {
  return isFollowed ? changes : changes.filter(({ type }) => type !== 'select');
}

/** Forgets where a run was interrupted if that entry has been removed. */
function withoutRemoved(rest: RunRest, tree: ConversationTree): RunRest {
  const { interrupted, ...others } = rest;
  if (interrupted === undefined) return rest;
  const isThere = interrupted.afterId === null || tree.get(interrupted.afterId) !== undefined;
  return isThere ? rest : others;
}
