import {
  type MonoTypeOperatorFunction,
  type Observable,
  catchError,
  defer,
  filter,
  finalize,
  identity,
  isObservable,
  map,
  of,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { retryInContext } from '../async-context/retry-in-context.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import { ToolError } from '../errors/tool-error.js';
import { toObservable } from '../subscribers/to-observable.js';
import type { Permit } from './permit-call.js';
import type { ToolContext } from './runnable-tool.js';
import { toolFailure } from './tool-failure.js';
import { followedBy } from '../operators/internal/followed-by.js';

/** Events of a running call. */
export type CallEvent =
  | { readonly type: 'progress'; readonly value: unknown }
  | { readonly type: 'result'; readonly result: unknown; readonly content: string }
  | { readonly type: 'failure'; readonly error: ToolError };

/** Runs a permitted call: emits its progress, then its result. Every failure is a `ToolError`. */
export function executeCall(
  permit: Permit,
  context: Omit<ToolContext, 'call' | 'signal'>,
): Observable<CallEvent> {
  const { call, tool, args } = permit;
  return defer(() => {
    let result: unknown;
    let hasProgress = false;
    const attempt = withSignal((signal) => {
      result = undefined;
      const execute = tool.execute as (args: unknown, context: ToolContext) => unknown;
      const returned = execute(args, { ...context, call, signal });
      hasProgress = isObservable(returned);
      return toObservable(returned);
    });
    return attempt.pipe(
      catchError((cause: unknown) => {
        throw toolFailure(call, 'failed', { cause });
      }),
      limit(tool.timeout, () => toolFailure(call, 'timeout')),
      retryInContext(tool.retry),
      catchError((cause: unknown) => {
        throw cause instanceof ToolError ? cause : toolFailure(call, 'failed', { cause });
      }),
      tap((value) => {
        result = value;
      }),
      filter(() => hasProgress),
      map((value): CallEvent => ({ type: 'progress', value })),
      followedBy(defer(() => of<CallEvent>({ type: 'result', result, content: toContent(result, permit) }))),
    );
  });
}

/** Calls `start` with a signal that aborts if the returned Observable is unsubscribed from before it ends. */
function withSignal(start: (signal: AbortSignal) => Observable<unknown>): Observable<unknown> {
  return defer(() => {
    const controller = new AbortController();
    let hasEnded = false;
    const end = (): void => {
      hasEnded = true;
    };
    return defer(() => start(controller.signal)).pipe(
      tap({ complete: end, error: end }),
      finalize(() => {
        if (!hasEnded) controller.abort();
      }),
    );
  });
}

function limit<T>(milliseconds: number, error: () => ToolError): MonoTypeOperatorFunction<T> {
  if (milliseconds > maxTimerDelay) return identity;
  return takeUntil(
    timer(milliseconds).pipe(
      map(() => {
        throw error();
      }),
    ),
  );
}

/**
 * Returns a string unchanged, and any other value as JSON, `undefined` as `null`. Fails for an Observable, which a Promise may contain:
 * its JSON would be `{}`.
 */
function toContent(result: unknown, { call }: Permit): string {
  if (typeof result === 'string') return result;
  try {
    const content: unknown = isObservable(result) ? undefined : JSON.stringify(result ?? null);
    if (typeof content === 'string') return content;
  } catch (cause) {
    throw toolFailure(call, 'result', { cause });
  }
  throw toolFailure(call, 'result');
}
