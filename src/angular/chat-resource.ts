import type { Resource, ResourceStatus, Signal } from '@angular/core';
import {
  DestroyRef,
  EnvironmentInjector,
  Injector,
  assertInInjectionContext,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { checkOptions } from '../options/check-options.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { CompletionUsage } from '../wire/completion-usage.js';
import type { ToolCall } from '../wire/tool-call.js';
import { ChatResourceRuns } from './chat-resource-runs.js';
import { type ChatResourceOptions, chatResourceOptionRules } from './chat-resource-options.js';
import {
  type ChatResourceState,
  type ChatResourcePhase,
  isRunning,
  toSnapshot,
} from './chat-resource-state.js';

/**
 * The answer to a request computed from signals, as an Angular `Resource` whose `value` does not throw. Created by
 * {@link chatResource}.
 */
export interface ChatResource<
  T extends ChatCompletion | undefined = ChatCompletion | undefined,
> extends Resource<T> {
  /** Progress of the answer, in more detail than `status`. */
  readonly phase: Signal<ChatResourcePhase>;
  /**
   * Angular's status: `loading` while `pending`, or `reloading` after `reload()`; `resolved` from the first part of the answer on,
   * also if it is stopped later; `error` if it has failed; otherwise `idle`.
   */
  readonly status: Signal<ResourceStatus>;
  /** Whether `phase` is `pending`. An answer that is `streaming` is not loading: it has a value. */
  readonly isLoading: Signal<boolean>;
  /** Whether a request is active: `pending` or `streaming`. */
  readonly isRunning: Signal<boolean>;
  /**
   * The completion so far; undefined before it starts. Never throws: kept after `stop()` and after an error, and during `reload()`
   * until the new answer starts; with the option `keepValue` also while a changed request is pending.
   */
  readonly value: Signal<T>;
  /** The content of the first choice; empty before it starts. */
  readonly text: Signal<string>;
  /** The reasoning of the first choice; empty if absent. */
  readonly reasoning: Signal<string>;
  /** The tool calls of the first choice so far; their arguments may be incomplete while `phase` is `streaming`. */
  readonly toolCalls: Signal<readonly ToolCall[]>;
  /** Tokens used; undefined until reported by the server. */
  readonly usage: Signal<CompletionUsage | undefined>;
  /** The error while `phase` is `failed`; a `VeniceError` unless it is a programming error. */
  readonly error: Signal<Error | undefined>;
  /**
   * Whether there is a value, and `status` is not `error`: as with every `Resource`, so that an answer that broke off is not taken for
   * a complete one. Reactive.
   */
  hasValue(this: T extends undefined ? this : never): this is ChatResource<Exclude<T, undefined>>;
  /** The same, if the type of the value does not include undefined. */
  hasValue(): boolean;
  /**
   * Closes the connection, drops the requests queued by `whileRunning: 'concat'`, and keeps the value. Does nothing if no request
   * is active.
   */
  stop(): void;
  /**
   * Computes the request again, also from values that are not signals, sends it, and cancels an active one. Resolves at the end of the
   * answer: true if it is `done`; false if it failed, was stopped or replaced, or if there is no request. Never rejects.
   */
  reload(): Promise<boolean>;
}

const noCalls: readonly ToolCall[] = [];

/**
 * Sends the request that `params` computes, and exposes the answer as signals.
 *
 * Lazy: sends nothing until one of its signals is read, or `reload` is called. Then it follows `params` until its injector is
 * destroyed, which closes the connection. Signals change at most once per animation frame (see `VENICE_RENDER_NOTIFIER`), and
 * once more at the end. It is an Angular `Resource`, except that `value` does not throw after an error.
 *
 * Call it in an injection context, or with an `injector`.
 *
 * @example
 * ```ts
 * import { signal } from '@angular/core';
 * import { chatResource } from 'venice-rx/angular';
 *
 * export class Asking {
 *   readonly prompt = signal('');
 *   readonly answer = chatResource({
 *     params: () =>
 *       this.prompt() === ''
 *         ? undefined
 *         : { model: 'default', messages: [{ role: 'user', content: this.prompt() }] },
 *   });
 * }
 * ```
 */
export function chatResource(options: ChatResourceOptions): ChatResource {
  checkOptions(options, chatResourceOptionRules);
  if (options.injector === undefined) assertInInjectionContext(chatResource);
  const injector = options.injector ?? inject(Injector);
  const state = signal<ChatResourceState>({ phase: 'idle' });
  // Incremented by `reload`, so that `request` is computed again even if none of its signals has changed.
  const reloads = signal(0);
  const request = computed(
    () => {
      reloads();
      return options.params();
    },
    { equal: isSameJson },
  );
  const runs = new ChatResourceRuns(injector, options, (next) => {
    state.set(next);
  });
  let stopFollowing: (() => void) | undefined;
  let isDestroyed = false;

  const follow = (): void => {
    if (stopFollowing !== undefined || isDestroyed) return;
    const first = request();
    // Prevents re-entry: `ask` may run code that reads a signal of this resource.
    stopFollowing = () => undefined;
    // Synchronously, so that the first rendering already shows it. Then an effect sends every change; its first call repeats this
    // request, which is ignored.
    runs.ask(first);
    // A root effect, since one of a component runs only when its view is checked. `stopFollowing` destroys it.
    const following = effect(
      () => {
        const next = request();
        untracked(() => {
          runs.ask(next);
        });
      },
      { injector: injector.get(EnvironmentInjector).get(Injector), manualCleanup: true },
    );
    stopFollowing = () => {
      following.destroy();
    };
  };
  injector.get(DestroyRef).onDestroy(() => {
    isDestroyed = true;
    stopFollowing?.();
    runs.close();
  });

  /** A signal of the state; reading it starts the resource. */
  const lazySignal = <T>(read: (state: ChatResourceState) => T): Signal<T> =>
    computed(() => {
      untracked(follow);
      return read(state());
    });
  const message = lazySignal(({ completion }) => completion?.choices[0]?.message);
  const snapshot = lazySignal(toSnapshot);
  const status = computed(() => snapshot().status);
  const hasValue = computed(() => {
    const now = snapshot();
    return now.status !== 'error' && now.value !== undefined;
  });
  return {
    phase: lazySignal(({ phase }) => phase),
    status,
    snapshot,
    isLoading: lazySignal(({ phase }) => phase === 'pending'),
    // An arrow function cannot declare a predicate of `this`.
    hasValue: (() => hasValue()) as ChatResource['hasValue'],
    isRunning: lazySignal(isRunning),
    value: lazySignal(({ completion }) => completion),
    text: computed(() => message()?.content ?? ''),
    reasoning: computed(() => message()?.reasoning_content ?? ''),
    toolCalls: computed(() => message()?.tool_calls ?? noCalls),
    usage: lazySignal(({ completion }) => completion?.usage ?? undefined),
    error: lazySignal(({ error }) => error),
    stop: () => {
      runs.stop();
    },
    reload: () => {
      reloads.update((count) => count + 1);
      const next = untracked(request);
      const isFirst = stopFollowing === undefined;
      if (next === undefined || isDestroyed) {
        untracked(follow);
        return Promise.resolve(false);
      }
      const ended = isFirst ? runs.runToEnd(() => untracked(follow)) : runs.askAgain(next);
      return firstValueFrom(ended, { defaultValue: false });
    },
  };
}

function isSameJson(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
