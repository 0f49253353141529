import { Subject, tap } from 'rxjs';
import { FairSlots } from '#fair-slots';
import { PartitionMap } from '#partition-map';
import { bindContext } from '../async-context/bind-context.js';
import { isAmount } from '../json/is-amount.js';
import { currentFirst } from '../subscribers/current-first.js';
import type { ChatInterceptor, ChatValue } from '../request/chat-interceptor.js';
import type { ChatLimiter, LimiterState, LimiterWait } from './chat-limiter.js';
import { estimateTokens } from '../usage/estimate-tokens.js';
import { checkOptions } from '../options/check-options.js';
import { invalidOption } from '../options/invalid-option.js';
import { keepsContext } from '../request/keep-context.js';
import { getModel } from '../request/get-model.js';
import { ModelLimits, type LimiterTicket } from './model-limits.js';
import { type RateLimiterOptions, rateLimiterRules } from './rate-limiter-options.js';
import { defaultMaxQueue, waitInQueue } from './request-queue.js';

/**
 * Creates a limiter that sends attempts as fast as the server allows, for the option `limits` of a client. Several clients can share a
 * limiter.
 *
 * Limits apply per partition (see `partitionBy` of the client) and model, except `concurrency`, whose slots are assigned to
 * partitions round-robin (in browsers, in order of arrival). Attempts for the same partition and model wait in order of arrival; a retry keeps the position of its run, and
 * unsubscribing removes an attempt immediately.
 *
 * Limits that the options omit are read from the `x-ratelimit-*` headers of responses. Until the first response for a partition and
 * model arrives, at most five attempts for them run at a time, unless `requestsPerMinute` is set or `learnsFromHeaders` is false. A
 * request counts until a minute after its response has started, and its tokens until a minute after its end; both end earlier if the
 * server's window resets earlier. The limiter reserves an estimated number of tokens, and replaces it by the actual number when the
 * usage arrives. If an error of the server requests a wait (`retryAfter`), all attempts for the same partition and model wait.
 *
 * With the option `per`, the limits apply per value of a tag instead of per partition; headers and requested waits of the server are ignored.
 *
 * @example
 * ```ts
 * import { from, mergeMap, toArray } from 'rxjs';
 * import { VeniceClient, rateLimiter, retryOnApiError, toContent } from 'venice-rx';
 *
 * const client = new VeniceClient({ limits: rateLimiter({ concurrency: 8 }), retry: retryOnApiError() });
 * from(['red', 'green', 'blue'])
 *   .pipe(
 *     mergeMap((colour) =>
 *       client.chat.completions
 *         .create({ model: 'default', messages: [{ role: 'user', content: `Praise ${colour}.` }], stream: true })
 *         .pipe(toContent()),
 *     ),
 *     toArray(),
 *   )
 *   .subscribe((texts) => console.log(texts.length));
 * ```
 */
export function rateLimiter(options: RateLimiterOptions = {}): ChatLimiter {
  checkOptions(options, rateLimiterRules);
  const { per: tagName, maxQueue: maxWaiting = defaultMaxQueue } = options;
  // Limits per value of a tag are the caller's own: the headers of the server describe other limits.
  const modelOptions = tagName === undefined ? options : { ...options, learnsFromHeaders: false };
  const tokensOf = options.estimateTokens ?? estimateTokens;
  const slots = new FairSlots(options.concurrency ?? Infinity);
  const partitions = new PartitionMap<ModelLimits>();
  const states = new Subject<LimiterState>();
  const waits = new Map<ModelLimits, LimiterWait>();
  let lastRunning = 0;

  const current = (): LimiterState => ({
    running: slots.taken,
    waiting: partitions.waiting.count,
    waits: [...waits.values()],
  });
  const emitIfChanged = (limits: ModelLimits): void => {
    const { wait } = limits;
    const before = waits.get(limits);
    const isSame = wait?.waiting === before?.waiting && wait?.reason === before?.reason;
    if (isSame && wait?.until === before?.until && lastRunning === slots.taken) return;
    if (wait === undefined) waits.delete(limits);
    else waits.set(limits, wait);
    lastRunning = slots.taken;
    if (states.observed) states.next(current());
  };

  const intercept: ChatInterceptor = (request, next, attempt) =>
    waitInQueue(() => {
      const tokens = checkTokens(tokensOf(request));
      const partition = partitions.get(
        tagName === undefined ? attempt.partition : (attempt.tags[tagName] ?? ''),
      );
      partitions.checkWaiting(partition, maxWaiting);
      const model = getModel(request);
      const limits = partition.models.get(
        model,
        () => new ModelLimits(model, modelOptions, slots, partition, emitIfChanged),
      );
      const order = attempt.arrival;
      const ticket: LimiterTicket = { order, tokens };
      attempt.onHead((head) => {
        limits.learn(ticket, head);
      });
      const settle = tap<ChatValue>(({ usage }) => {
        // Some servers omit the total, although its type is number: then the comparison is false.
        if (usage && usage.total_tokens >= 0) limits.settle(ticket, usage.total_tokens);
      });
      return {
        queue: limits.queue,
        ticket,
        order,
        run: () => next(request).pipe(settle),
        onFailure: (error) => {
          limits.recordFailure(ticket, error);
        },
      };
    });
  // The queue restores the async context of each attempt, so the client does not have to.
  return { intercept: keepsContext(intercept), state: currentFirst(states, current).pipe(bindContext()) };
}

function checkTokens(tokens: number): number {
  if (!isAmount(tokens)) throw invalidOption('estimateTokens', 'a number of 0 or more', tokens, 'return');
  return tokens;
}
