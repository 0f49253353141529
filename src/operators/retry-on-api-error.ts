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
import { completionFromState, initialCompletionState, reduceChunk } from '../reducer/completion-state.js';
import { retryDelay } from '../errors/from-response/retry-delay.js';
import { type VeniceErrorInit, isVeniceError } from '../errors/venice-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { skipRepeatedPrefix } from './internal/skip-repeated-prefix.js';
import { bufferUntilOutput } from './internal/buffer-until-output.js';
import type { ContinueConfig, RestartConfig, RetryConfig } from './retry-config.js';

/**
 * Sends the request again when it fails in a way that a retry may fix, as long as nothing of the answer was seen.
 *
 *     source  --role--#
 *                     ---role--Hel--lo--|
 *     result  -----------------(role Hel)--lo--|
 *
 * What comes before the answer begins (Venice's first chunk has a role only) is held back, up to 1,024 chunks, so that a
 * failed attempt leaves nothing. After that an error is passed on, unless `afterFirstToken` says otherwise: `'restart'` for
 * snapshots, behind `accumulate()`, or for chunks a function that asks for the rest. It is not asked where the answer has
 * its finish, a tool call or several choices. How Venice goes on from an assistant's message that is not finished is not
 * documented: look at what your model does with it.
 *
 * It waits as long as the server asks (`retryAfter`) and up to a tenth more, but never longer than `maxWait`; else 0.5, 1, 2,
 * 4 … 30 s less up to a quarter; where the server asks for less than half a second, the longer of the two. Unsubscribing
 * ends the wait. Every try may be billed. An error that was given up on has `retriesExhausted`, and no other
 * `retryOnApiError` goes on with it; `attempts` says how many tries there were.
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
/** The same for chunks, with a function that asks for the rest of an answer that breaks off. */
export function retryOnApiError(config: ContinueConfig): MonoTypeOperatorFunction<ChatCompletionChunk>;
/** The same for any value of a chat: an error after the first part of the answer is passed on. */
export function retryOnApiError(config?: RetryConfig): <T>(source: Observable<T>) => Observable<T>;
export function retryOnApiError<T>(
  config: ContinueConfig | RestartConfig | RetryConfig = {},
): MonoTypeOperatorFunction<T> {
  const { maxRetries = 2, maxWait = 60_000, jitter = Math.random, isRetryable = mayBeMended } = config;
  checkBound('maxRetries', maxRetries);
  checkBound('maxWait', maxWait);
  const askForRest = toContinuation(config);

  return (source) =>
    defer(() => {
      let attempts = 0;
      let hasOutput = false;
      let seen = initialCompletionState;
      let input = source;

      const waitFor = (error: unknown): Observable<unknown> => {
        const next = isRetryable(error) && !isExhausted(error) ? inputAfter(error) : undefined;
        if (next === undefined) throw attempts > 1 ? withRetryDetails(error, { attempts }) : error;
        // Chance only spreads a wait: it neither makes one too long nor short enough.
        if (attempts > maxRetries || retryDelay(error, attempts, 0) > maxWait) {
          throw withRetryDetails(error, { attempts, retriesExhausted: true });
        }
        const wait = Math.min(retryDelay(error, attempts, checkJitter(jitter())), maxWait);
        config.onRetry?.({ error, attempt: attempts + 1, wait });
        input = next;
        return timer(wait);
      };
      const inputAfter = (error: unknown): Observable<T> | undefined => {
        if (!hasOutput || config.afterFirstToken === 'restart') return source;
        if (askForRest === undefined || !hasRest(completionFromState(seen))) return undefined;
        return defer(() => askForRest(completionFromState(seen), error) as Observable<T>);
      };
      const remember = tap<T>((chunk) => {
        seen = reduceChunk(seen, chunk as ChatCompletionChunk);
      });
      const attempt = defer(() => {
        attempts += 1;
        return input;
      });
      return attempt.pipe(
        bufferUntilOutput(() => (hasOutput = true)),
        retry({ delay: waitFor }),
        askForRest ? remember : identity,
      );
    });
}

function mayBeMended(error: unknown): boolean {
  return isVeniceError(error) && error.isRetryable;
}

function isExhausted(error: unknown): boolean {
  return isVeniceError(error) && error.retriesExhausted === true;
}

/**
 * Whether an answer can be gone on with. Not one of several choices, which would break off unseen, nor where it has ended, and only what comes behind it is missing, nor where a tool
 * call has begun: the rest would bring another one, and the cut one would be run too.
 */
function hasRest({ choices }: ChatCompletion): boolean {
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

/** Requests the rest of an answer, without a repeated prefix if the config says so. */
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

function checkBound(name: string, value: number): void {
  if (!(value >= 0)) throw new TypeError(`${name}: give a number, 0 or more`);
}

function checkJitter(random: number): number {
  if (!(random >= 0 && random <= 1)) throw new TypeError('jitter: return a number from 0 to 1');
  return random;
}
