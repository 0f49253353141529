import type { Signal } from '@angular/core';
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
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { CompletionUsage } from '../wire/completion-usage.js';
import type { ToolCall } from '../wire/tool-call.js';
import { ChatResourceRuns } from './chat-resource-runs.js';
import type { ChatResourceOptions } from './chat-resource-options.js';
import { type ChatResourceState, type ChatResourceStatus, isRunning } from './chat-resource-state.js';

/** The answer to a request that follows signals, as signals. Made by {@link chatResource}. */
export interface ChatResource {
  /** Where it stands. */
  readonly status: Signal<ChatResourceStatus>;
  /** Whether a request is on its way: `pending` or `streaming`. */
  readonly isRunning: Signal<boolean>;
  /**
   * The completion as far as it has come; undefined before it begins. Kept after `stop()` and after an error, and during
   * `reload()` until the new answer begins.
   */
  readonly value: Signal<ChatCompletion | undefined>;
  /** The text of the first choice; empty before it begins. */
  readonly text: Signal<string>;
  /** The reasoning of the first choice; empty where there is none. */
  readonly reasoning: Signal<string>;
  /** The tool calls of the first choice as they stand; their arguments may be cut while `status` is `streaming`. */
  readonly toolCalls: Signal<readonly ToolCall[]>;
  /** Tokens used; undefined until the server has told. */
  readonly usage: Signal<CompletionUsage | undefined>;
  /** What went wrong, while `status` is `failed`; a `VeniceError` unless the mistake is in the program. */
  readonly error: Signal<Error | undefined>;
  /** Closes the connection, drops what waits in the queue, and keeps the value. Does nothing where nothing runs. */
  stop(): void;
  /** Asks the request of now again, in place of one that is being answered. False where `params` gives none. */
  reload(): boolean;
}

const noCalls: readonly ToolCall[] = [];

/**
 * Asks what `params` computes, and shows the answer as signals.
 *
 * Nothing is sent before one of its signals is read, or `reload` is called. Then it follows `params` until its injector is
 * destroyed, which closes the connection. Signals change at most once per frame (`VENICE_RENDER_NOTIFIER`), and once more at the
 * end. Unlike a `Resource` of Angular, `value` does not throw after an error; {@link toResource} makes one of those.
 *
 * To be called where `inject` may be, or with an `injector`.
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
  if (options.injector === undefined) assertInInjectionContext(chatResource);
  const injector = options.injector ?? inject(Injector);
  const state = signal<ChatResourceState>({ status: 'idle' });
  const request = computed(options.params, { equal: isSameJson });
  const runs = new ChatResourceRuns(injector, options, (next) => {
    state.set(next);
  });
  let stopFollowing: (() => void) | undefined;
  let isDestroyed = false;

  const follow = (): void => {
    if (stopFollowing !== undefined || isDestroyed) return;
    const first = request();
    stopFollowing = () => undefined;
    // At once, so that the first rendering already shows it, and for every change in an effect.
    runs.ask(first);
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

  const shown = <T>(read: (state: ChatResourceState) => T): Signal<T> =>
    computed(() => {
      untracked(follow);
      return read(state());
    });
  const message = shown(({ completion }) => completion?.choices[0]?.message);
  return {
    status: shown(({ status }) => status),
    isRunning: shown(isRunning),
    value: shown(({ completion }) => completion),
    text: computed(() => message()?.content ?? ''),
    reasoning: computed(() => message()?.reasoning_content ?? ''),
    toolCalls: computed(() => message()?.tool_calls ?? noCalls),
    usage: shown(({ completion }) => completion?.usage ?? undefined),
    error: shown(({ error }) => error),
    stop: () => {
      runs.stop();
    },
    reload: () => {
      const isFirst = stopFollowing === undefined;
      untracked(follow);
      const next = untracked(request);
      return isFirst ? next !== undefined && !isDestroyed : runs.askAgain(next);
    },
  };
}

function isSameJson(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
