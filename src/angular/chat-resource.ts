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
import {
  type ChatResourceOptions,
  type ChatResourceRequest,
  chatResourceOptionRules,
} from './chat-resource-options.js';
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
  /** The phase of the request, in more detail than `status`: `idle`, `pending`, `streaming`, `done`, `stopped` or `failed`. */
  readonly phase: Signal<ChatResourcePhase>;
  /**
   * Angular's status: while `phase` is `pending`, `loading` or, after `reload()`, `reloading`; `resolved` from the first part of the
   * answer on, even if the answer is then stopped; `error` if the request has failed; otherwise `idle`.
   */
  readonly status: Signal<ResourceStatus>;
  /** Whether `phase` is `pending`. False while the answer is `streaming`, since `value` is set by then. */
  readonly isLoading: Signal<boolean>;
  /** Whether a request is active, i.e. whether `phase` is `pending` or `streaming`. */
  readonly isRunning: Signal<boolean>;
  /**
   * The answer so far, as a completion; undefined before its first part arrives. Reading it throws only if `params` does. The value is
   * kept after `stop()`, after an error, and during `reload()` until the new answer starts. With the option `keepValue`, it is also kept
   * while a changed request is pending.
   */
  readonly value: Signal<T>;
  /** The text of the first choice so far; an empty string before it starts. */
  readonly text: Signal<string>;
  /** The reasoning of the first choice so far; an empty string if there is none. */
  readonly reasoning: Signal<string>;
  /** The tool calls of the first choice so far; their arguments may be incomplete while `phase` is `streaming`. */
  readonly toolCalls: Signal<readonly ToolCall[]>;
  /** The number of tokens used; undefined until the server reports it. */
  readonly usage: Signal<CompletionUsage | undefined>;
  /** The error while `phase` is `failed`; a `VeniceError` unless it is a programming error. */
  readonly error: Signal<Error | undefined>;
  /**
   * Whether there is a value and `status` is not `error`, as with every `Resource`. So it is false for an answer that broke off, although
   * `value` has its first part. Reactive, like a signal.
   */
  hasValue(this: T extends undefined ? this : never): this is ChatResource<Exclude<T, undefined>>;
  /** The same, for a resource whose value is never undefined by its type. */
  hasValue(): boolean;
  /**
   * Closes the connection, removes the requests that `whileRunning: 'concat'` has queued, and keeps the value. Does nothing if no
   * request is active.
   */
  stop(): void;
  /**
   * Cancels an active request, calls `params` again, even if no signal has changed, and sends the request that it returns. The Promise
   * resolves when the answer ends: with true if `phase` is `done`; with false if the request failed, was stopped or replaced, or if `params`
   * returned none. It never rejects.
   */
  reload(): Promise<boolean>;
}

const noCalls: readonly ToolCall[] = [];

/**
 * Sends the request that `params` computes, and exposes the answer as signals.
 *
 * The resource is lazy: it sends nothing before one of its signals is read, or `reload` is called. From then on, it sends a request
 * whenever the result of `params` changes, until its injector is destroyed, which closes the connection. Its signals change at most once
 * per animation frame (see `VENICE_RENDER_NOTIFIER`), and once more at the end. It is an Angular `Resource`, except that `value` does not
 * throw after an error.
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
    // Tracked: a signal that is read while `params` throws is computed again once that may no longer throw.
    const first = request();
    untracked(() => {
      followFrom(first);
    });
  };
  const followFrom = (first: ChatResourceRequest | undefined): void => {
    // Prevents re-entry: `runs.ask` may run code that reads a signal of this resource.
    stopFollowing = () => undefined;
    // The first request is sent synchronously, so that the first rendering already shows `pending`. The effect below sends every later
    // request. Its first call repeats this request, and is ignored.
    runs.ask(first);
    // A root effect, since the effect of a component runs only when the view of that component is checked. `stopFollowing` destroys it.
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

  /** Creates a signal of a part of the state. Reading the signal starts the resource. */
  const lazySignal = <T>(read: (state: ChatResourceState) => T): Signal<T> =>
    computed(() => {
      follow();
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
