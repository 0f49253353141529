import { defer, tap } from 'rxjs';
import { beginsAnswer } from '../chat/begins-answer.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { Model } from '../wire/model.js';
import type { ChatAttempt, ChatInterceptor } from './chat-interceptor.js';
import { tokensOfAnswer, tokensOfMessages } from './estimate-tokens.js';
import { modelOf } from './model-of.js';
import { costOfTokens, pricingOf } from './price-list.js';
import { SpendingMap } from './spending-map.js';

/** Options of {@link budget}. */
export interface BudgetConfig {
  /** US dollars that may be spent in each partition. */
  readonly usd: number;
  /** False: in all partitions together. Default: true. A client with one key and no users has one partition. */
  readonly perPartition?: boolean;
  /**
   * Prices, as `client.models.list()` emits them: with them an attempt reserves what it may cost, so that many at once do not
   * spend more than one after the other. Default: none, and attempts that run already are not stopped.
   */
  readonly models?: readonly Model[];
}

/**
 * An interceptor that refuses attempts before they are sent, when the money is spent: they fail with a `LimitExceededError`.
 *
 * What the server bills counts. An attempt whose bill never comes, since it was cancelled or cut, counts with its reserve; one
 * that fails before its answer has begun costs nothing. Hand the same one to several clients to give them one budget.
 *
 * @example
 * ```ts
 * import { VeniceClient, budget, toContent } from 'venice-rx';
 *
 * const client = new VeniceClient({ interceptors: [budget({ usd: 0.5 })] });
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(toContent())
 *   .subscribe((text) => console.log(text.length));
 * ```
 */
export function budget({ usd, models = [], perPartition = true }: BudgetConfig): ChatInterceptor {
  if (!(usd >= 0)) throw new TypeError('usd: give US dollars, 0 or more');
  const spendings = new SpendingMap();
  return (request, next, attempt: ChatAttempt | undefined) =>
    defer(() => {
      const partition = (perPartition && attempt?.partition) || '';
      const reserve = reserveOf(request, models);
      const spending = spendings.enter(partition);
      if (spending.usd + reserve > usd || spending.usd >= usd) {
        spendings.leave(partition, spending);
        const message = `not sent: the budget of ${usd} US dollars does not allow another request`;
        throw new LimitExceededError({ message, what: 'spending', limit: usd });
      }
      spending.usd += reserve;
      let bill = reserve;
      let hasBegun = false;
      const settle = (): void => {
        spending.usd += bill - reserve;
        spendings.leave(partition, spending);
      };
      return defer(() => next(request)).pipe(
        tap({
          next: (value) => {
            hasBegun ||= beginsAnswer(value);
            bill = value.cost?.usd ?? bill;
          },
          error: () => {
            if (!hasBegun) bill = 0;
            settle();
          },
          complete: settle,
          unsubscribe: settle,
        }),
      );
    });
}

function reserveOf(request: ChatCompletionRequest, models: readonly Model[]): number {
  const pricing = pricingOf(modelOf(request), models);
  if (pricing === undefined) return 0;
  const prompt = tokensOfMessages(request);
  return costOfTokens({ prompt, cached: 0, completion: tokensOfAnswer(request) }, pricing).usd;
}
