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
 * Chunks before the first output (Venice's first chunk only has a role) are buffered, up to 1,024, so that a failed attempt
 * emits nothing. Later errors are passed on unless `afterFirstToken` is set: `'restart'` for snapshots, after
 * `accumulate()`, or, for chunks, a function that requests the rest. That function is not called if the answer has a finish
 * reason, a tool call or several choices. Venice does not document how it continues an unfinished assistant message: test
 * it with your model. Directly before an operator that emits only at the end (`toContent`, `toCompletion`, `toObject`,
 * `completedToolCalls`) nothing has been shown, so an answer is restarted too, unless `afterFirstToken` is set.
 *
 * Waits for the `retryAfter` of the server plus up to 10%; without it, 0.5, 1, 2, 4 … 30 s minus up to 25%. If `retryAfter` is
 * below half a second, the longer of the two applies. No wait is longer than `maxWait`; if the server demands more, the error is
 * emitted at once. Unsubscribing ends the wait. Every attempt may be billed; an answer that ends with `[DONE]` but without a
 * `finish_reason` is retried at most once. When the retries are used up, the error has `retriesExhausted`, and no other
 * `retryOnApiError` retries it; `attempts` is the number of attempts made.
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
/** The same for chunks, with a function that requests the rest of an interrupted answer. */
export function retryOnApiError(config: ContinueConfig): MonoTypeOperatorFunction<ChatCompletionChunk>;
/** The same for chunks or completions: an error after the first output is passed on. */
export function retryOnApiError(config?: RetryConfig): <T>(source: Observable<T>) => Observable<T>;
export function retryOnApiError<T>(
  config: ContinueConfig | RestartConfig | RetryConfig = {},
): MonoTypeOperatorFunction<T> {
  checkOptions(config, rules);
  const { maxRetries = 2, jitter = Math.random, isRetryable = isRetryableError } = config;
  const maxWait = Math.min(config.maxWait ?? 60_000, maxTimerDelay);
  const requestRest = toContinuation(config);

  const restarts: MonoTypeOperatorFunction<T> = (source) =>
    (source as Observable<ChatCompletionChunk>).pipe(
      accumulate(),
      retryOnApiError({ ...(config as RetryConfig), afterFirstToken: 'restart' }),
    ) as Observable<T>;
  const operator: MonoTypeOperatorFunction<T> = (source) => {
    const result = defer(() => {
      let attempts = 0;
      let unfinished = 0;
      let hasOutput = false;
      let seen = initialCompletionState;
      let input = source;

      const waitFor = (error: unknown): Observable<unknown> => {
        const next = isRetryable(error) && !isExhausted(error) ? inputAfter(error) : undefined;
        if (next === undefined) throw attempts > 1 ? withRetryDetails(error, { attempts }) : error;
        if (hasNoFinishReason(error)) unfinished += 1;
        // Compared without jitter, so that a random number never decides whether the wait is too long.
        const isTooLong = isVeniceError(error) && (error.retryAfter ?? 0) > maxWait;
        if (attempts > maxRetries || unfinished > 1 || isTooLong) {
          throw withRetryDetails(error, { attempts, retriesExhausted: true });
        }
        const wait = Math.min(retryDelay(error, attempts, checkJitter(jitter())), maxWait);
        config.onRetry?.({ error, attempt: attempts + 1, wait });
        input = next;
        return timer(wait);
      };
      const inputAfter = (error: unknown): Observable<T> | undefined => {
        if (!hasOutput || config.afterFirstToken === 'restart') return source;
        if (requestRest === undefined || !canBeContinued(completionFromState(seen))) return undefined;
        return defer(() => requestRest(completionFromState(seen), error) as Observable<T>);
      };
      const remember = tap<T>((chunk) => {
        seen = nextState(seen, chunk as ChatCompletionChunk);
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
        requestRest ? remember : identity,
      );
    });
    if (config.afterFirstToken === undefined) setRestartingVariant(result, () => restarts(source));
    return result;
  };
  if (config.afterFirstToken === undefined) setRestartingVariant(operator, () => restarts);
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

/** A server that never sends a `finish_reason` would be paid for the same answer again and again. */
function hasNoFinishReason(error: unknown): boolean {
  return isVeniceError(error) && (error as Partial<TruncatedStreamError>).reason === 'no-finish-reason';
}

function isExhausted(error: unknown): boolean {
  return isVeniceError(error) && error.retriesExhausted === true;
}

/**
 * Whether an answer can be continued. Not with several choices, since some would silently stay incomplete; not after a
 * finish reason, when only trailing chunks are missing; and not after the start of a tool call, since the truncated call
 * would run in addition to the new one.
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
