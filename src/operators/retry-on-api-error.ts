import {
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  defer,
  from,
  identity,
  retry,
  tap,
  timer,
} from 'rxjs';
import { completionFromState, initialCompletionState } from '../reducer/completion-state.js';
import { nextState } from '../reducer/next-state.js';
import { retryDelay } from '../errors/from-response/retry-delay.js';
import type { TruncatedStreamError } from '../errors/truncated-stream-error.js';
import { type VeniceErrorInit, isVeniceError } from '../errors/venice-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { checkJitter } from '../options/check-jitter.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aFunction, anything, atLeast } from '../options/option-rules.js';
import { setRestartingVariant } from '../subscribers/restarting-variant.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import { accumulate } from './accumulate.js';
import { skipRepeatedPrefix } from './internal/skip-repeated-prefix.js';
import { bufferUntilOutput } from './internal/buffer-until-output.js';
import type { ContinueConfig, RestartConfig, RetryConfig } from './retry-config.js';

/**
 * Resends a request that failed with a retryable error, as long as no output has been emitted.
 *
 *     source  --role--#
 *                     ---role--Hel---------lo--|
 *     result  -----------------(role Hel)--lo--|
 *
 * Chunks before the first output (Venice's first chunk has only a role) are buffered, up to 1,024, so that a failed attempt emits
 * nothing. Later errors are passed on, with these exceptions:
 *
 * - `afterFirstToken: 'restart'`, for snapshots, after `accumulate()`, starts the answer again.
 * - A function as `afterFirstToken`, for chunks, requests the rest. It is not called if the answer has a finish reason, a tool call or
 *   several choices. Venice does not document how it continues an unfinished assistant message: test it with your model.
 * - Without `afterFirstToken`, and directly before an operator that emits only at the end (`toContent`, `toCompletion`, `toObject`,
 *   `completedToolCalls`), the answer is started again, since none of it has been shown.
 *
 * Waits for the `retryAfter` of the server plus up to 10%; without it, for 0.5, 1, 2, 4 … 30 s minus up to 25%. If `retryAfter` is
 * below half a second, the longer of the two applies. No wait is longer than `maxWait`; if the server demands more, the error is
 * emitted at once. Unsubscribing ends the wait. Every attempt may be billed; an answer that ends with `[DONE]` but without a
 * `finish_reason` is retried at most once. After giving up on a retryable error, `retryOnApiError` sets its `retriesExhausted`, so
 * that no other `retryOnApiError` retries it, and its `attempts`, the number of attempts that it has made.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas, retryOnApiError } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(
 *     retryOnApiError({ onRetry: ({ attempt, wait }) => console.log(`attempt ${attempt} in ${wait} ms`) }),
 *     contentDeltas(),
 *   )
 *   .subscribe((delta) => process.stdout.write(delta));
 * ```
 */
export function retryOnApiError(config: RestartConfig): MonoTypeOperatorFunction<ChatCompletion>;
/** For chunks, with a function that requests the rest of an interrupted answer. */
export function retryOnApiError(config: ContinueConfig): MonoTypeOperatorFunction<ChatCompletionChunk>;
/** For chunks or completions, without `afterFirstToken` or with `'fail'`. */
export function retryOnApiError(config?: RetryConfig): <T>(source: Observable<T>) => Observable<T>;
export function retryOnApiError<T>(
  config: ContinueConfig | RestartConfig | RetryConfig = {},
): MonoTypeOperatorFunction<T> {
  checkOptions(config, rules);
  const { maxRetries = 2, jitter = Math.random, isRetryable = isRetryableError } = config;
  const maxWait = Math.min(config.maxWait ?? 60_000, maxTimerDelay);
  const requestRest = toContinuation(config);

  const restartingOperator: MonoTypeOperatorFunction<T> = (source) =>
    (source as Observable<ChatCompletionChunk>).pipe(
      accumulate(),
      retryOnApiError({ ...(config as RetryConfig), afterFirstToken: 'restart' }),
    ) as Observable<T>;
  const operator: MonoTypeOperatorFunction<T> = (source) => {
    const result = defer(() => {
      let attempts = 0;
      let answersWithoutFinish = 0;
      let hasOutput = false;
      let state = initialCompletionState;
      let input = source;

      const waitFor = (error: unknown): Observable<unknown> => {
        const next = isRetryable(error) && !isExhausted(error) ? nextInputAfter(error) : undefined;
        if (next === undefined) throw attempts > 1 ? withRetryDetails(error, { attempts }) : error;
        if (hasNoFinishReason(error)) answersWithoutFinish += 1;
        // Compared without jitter, so that a random number never decides whether the wait is too long.
        const isTooLong = isVeniceError(error) && (error.retryAfter ?? 0) > maxWait;
        if (attempts > maxRetries || answersWithoutFinish > 1 || isTooLong) {
          throw withRetryDetails(error, { attempts, retriesExhausted: true });
        }
        const wait = Math.min(retryDelay(error, attempts, checkJitter(jitter())), maxWait);
        config.onRetry?.({ error, attempt: attempts + 1, wait });
        input = next;
        return timer(wait);
      };
      const nextInputAfter = (error: unknown): Observable<T> | undefined => {
        if (!hasOutput || config.afterFirstToken === 'restart') return source;
        if (requestRest === undefined || !canBeContinued(completionFromState(state))) return undefined;
        return defer(() => requestRest(completionFromState(state), error) as Observable<T>);
      };
      const recordChunk = tap<T>((chunk) => {
        state = nextState(state, chunk as ChatCompletionChunk);
      });
      const attempt = defer(() => {
        attempts += 1;
        return input;
      });
      return attempt.pipe(
        bufferUntilOutput(() => {
          hasOutput = true;
        }),
        retry({ delay: waitFor }),
        requestRest ? recordChunk : identity,
      );
    });
    if (config.afterFirstToken === undefined) setRestartingVariant(result, () => restartingOperator(source));
    return result;
  };
  if (config.afterFirstToken === undefined) setRestartingVariant(operator, () => restartingOperator);
  return operator;
}

const rules: OptionRules<ContinueConfig | RestartConfig | RetryConfig> = {
  maxRetries: atLeast(0),
  maxWait: atLeast(0),
  jitter: aFunction,
  isRetryable: aFunction,
  onRetry: aFunction,
  afterFirstToken: anything,
  skipRepeatedPrefix: anything,
};

function isRetryableError(error: unknown): boolean {
  return isVeniceError(error) && error.isRetryable;
}

/** Whether the answer had no `finish_reason`: a server that never sends one would bill the same answer again for each retry. */
function hasNoFinishReason(error: unknown): boolean {
  return isVeniceError(error) && (error as Partial<TruncatedStreamError>).reason === 'no-finish-reason';
}

function isExhausted(error: unknown): boolean {
  return isVeniceError(error) && error.retriesExhausted === true;
}

/**
 * Whether an answer can be continued. Of several choices, some would silently stay incomplete. After a finish reason, only trailing
 * chunks are missing. After the start of a tool call, the truncated call would run in addition to the new one.
 */
function canBeContinued({ choices }: ChatCompletion): boolean {
  if (choices.length !== 1) return false;
  const hasEnded = choices.every(({ finish_reason }) => typeof finish_reason === 'string');
  return !hasEnded && choices.every(({ message }) => message.tool_calls === undefined);
}

function withRetryDetails(
  error: unknown,
  details: Pick<VeniceErrorInit, 'attempts' | 'retriesExhausted'>,
): unknown {
  return isVeniceError(error) ? error.with(details) : error;
}

/** Returns the function that requests the rest of an answer, without a repeated prefix if configured. */
function toContinuation(
  config: ContinueConfig | RestartConfig | RetryConfig,
): ((partial: ChatCompletion, error: unknown) => ObservableInput<ChatCompletionChunk>) | undefined {
  if (typeof config.afterFirstToken !== 'function') return undefined;
  const { afterFirstToken } = config;
  if (config.skipRepeatedPrefix !== true) return afterFirstToken;
  return (partial, error) =>
    from(afterFirstToken(partial, error)).pipe(
      skipRepeatedPrefix(partial.choices.find(({ index }) => index === 0)?.message.content ?? ''),
    );
}
