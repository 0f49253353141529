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
 * The answer to a request that is computed from signals, as an Angular `Resource` whose `value` does not throw after an error. Created
 * by {@link chatResource}.
 */
export interface ChatResource<
  T extends ChatCompletion | undefined = ChatCompletion | undefined,
> extends Resource<T> {
  /** The phase of the request, in more detail than `status`: `idle`, `pending`, `streaming`, `done`, `stopped` or `failed`. */
  readonly phase: Signal<ChatResourcePhase>;
  /**
   * Angular's status. While `phase` is `pending`, it is `reloading` after `reload()`, and `loading` otherwise; `error` after a failure;
   * `idle` without a request, or if an answer was stopped without a value; otherwise `resolved`.
   */
  readonly status: Signal<ResourceStatus>;
  /** Whether `phase` is `pending`. False while the answer is `streaming`, since `value` is set by then. */
  readonly isLoading: Signal<boolean>;
  /** Whether a request is active, i.e. whether `phase` is `pending` or `streaming`. */
  readonly isRunning: Signal<boolean>;
  /**
   * The answer so far, as a completion; undefined before its first part arrives. The value is kept after `stop()`, after an error, when
   * `params` returns undefined, and during `reload()` until the new answer starts. With the option `keepValue`, it is also kept while a
   * changed request is pending.
   */
  readonly value: Signal<T>;
  /** The text of the first choice so far; an empty string if there is none. */
  readonly text: Signal<string>;
  /** The reasoning of the first choice so far; an empty string if there is none. */
  readonly reasoning: Signal<string>;
  /** The tool calls of the first choice so far; their arguments may be incomplete while `phase` is `streaming`. */
  readonly toolCalls: Signal<readonly ToolCall[]>;
  /** The tokens used; undefined until the server reports them. */
  readonly usage: Signal<CompletionUsage | undefined>;
  /** The error while `phase` is `failed`: a `VeniceError`, unless the code of the application has thrown another error. */
  readonly error: Signal<Error | undefined>;
  /**
   * Whether there is a value and `status` is not `error`, as with every `Resource`. So it is false for an answer that broke off, although
   * `value` has its first part. Reactive, like a signal.
   */
  hasValue(this: T extends undefined ? this : never): this is ChatResource<Exclude<T, undefined>>;
  /** The same for a resource type whose `value` cannot be undefined. */
  hasValue(): boolean;
  /**
   * Closes the connection, removes the requests that `whileRunning: 'concat'` has queued, and keeps the value. Does nothing if no
   * request is active.
   */
  stop(): void;
  /**
   * Calls `params` again, even if no signal has changed, and sends the request that `params` returns, instead of any active or queued
   * request. The Promise resolves when the answer has ended: with true if `phase` is `done`; with false if the request failed, was stopped
   * or replaced, or if `params` returned undefined. The Promise never rejects.
   */
  reload(): Promise<boolean>;
}

const noCalls: readonly ToolCall[] = [];

/**
 * Sends the request that `params` computes, and exposes the answer as signals.
 *
 * The resource is lazy: it sends nothing before one of its signals is read, or `reload` is called. From then on, it handles each change of
 * the request as `whileRunning` says, until its injector is destroyed, which closes the connection. While an answer is streaming, its
 * signals change at most once per animation frame (see `VENICE_RENDER_NOTIFIER`).
 *
 * Call it in an injection context, or with an `injector`.
 *
 * @example
 * ```ts
 * import { signal } from '@angular/core';
 * import { chatResource } from 'venice-rx/angular';
 *
 * export class Question {
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
  /** Undefined until the resource is started. */
  let destroyEffect: (() => void) | undefined;
  let isDestroyed = false;

  const start = (): void => {
    if (destroyEffect !== undefined || isDestroyed) return;
    // Not in `untracked`: if `params` throws, the signal that is being read must be computed again when a signal of `params` changes.
    const first = request();
    untracked(() => {
      startWith(first);
    });
  };
  const startWith = (first: ChatResourceRequest | undefined): void => {
    // Prevents re-entry: `runs.send` may run code that reads a signal of this resource.
    destroyEffect = () => undefined;
    // The first request is sent synchronously, so that the first rendering already shows `pending`. The effect sends the later requests;
    // when it runs for the first time, `runs.send` ignores the request, unless it has changed in the meantime.
    runs.send(first);
    // A root effect, since the effect of a component runs only when the view of that component is checked. `destroyEffect` destroys it.
    const effectRef = effect(
      () => {
        const next = request();
        untracked(() => {
          runs.send(next);
        });
      },
      { injector: injector.get(EnvironmentInjector).get(Injector), manualCleanup: true },
    );
    destroyEffect = () => {
      effectRef.destroy();
    };
  };
  injector.get(DestroyRef).onDestroy(() => {
    isDestroyed = true;
    destroyEffect?.();
    runs.close();
  });

  /** Creates a signal of a part of the state. Reading the signal starts the resource. */
  const lazySignal = <T>(read: (state: ChatResourceState) => T): Signal<T> =>
    computed(() => {
      start();
      return read(state());
    });
  const message = lazySignal(({ completion }) => completion?.choices[0]?.message);
  const snapshot = lazySignal(toSnapshot);
  const status = computed(() => snapshot().status);
  const hasValue = computed(() => {
    const current = snapshot();
    return current.status !== 'error' && current.value !== undefined;
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
      const isFirst = destroyEffect === undefined;
      if (next === undefined || isDestroyed) {
        untracked(start);
        return Promise.resolve(false);
      }
      const end = isFirst ? runs.sendToEnd(() => untracked(start)) : runs.resend(next);
      return firstValueFrom(end, { defaultValue: false });
    },
  };
}

function isSameJson(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
