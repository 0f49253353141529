import { defer, tap } from 'rxjs';
import { valueHasOutput } from '../reducer/value-has-output.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { Model } from '../wire/model.js';
import type { ChatAttempt, ChatInterceptor } from '../request/chat-interceptor.js';
import { keepsContext } from '../request/keep-context.js';
import { SpendingMap } from './spending-map.js';
import { UnbilledCost } from '../usage/unbilled-cost.js';

/** Options of {@link spendingLimit}. */
export interface SpendingLimitOptions {
  /** US dollars that may be spent in each partition. */
  readonly usd: number;
  /** False: in all partitions together. Default: true. A client with one key and no users has one partition. */
  readonly perPartition?: boolean;
  /**
   * Prices, as `client.models.list()` emits them: with them an attempt reserves what it may cost, so that many at once do not
   * spend more than one after the other, and pays what it may have cost where no bill comes. Default: none. Then attempts
   * that run already are not stopped, and one without a bill is charged the highest bill so far, but at least what it may have
   * cost at 15 US dollars for a million tokens of the prompt and 75 for those of the answer.
   */
  readonly models?: readonly Model[];
}

/**
 * An interceptor that refuses attempts before they are sent, when the money is spent: they fail with a `LimitExceededError`.
 *
 * What the server bills counts. An attempt whose bill never comes, since it was cancelled or cut, is charged an estimate; one
 * that fails before its answer has begun costs nothing. A bill that is not a finite number of 0 or more counts as none. Hand the same one to several clients to give them one limit.
 *
 * @example
 * ```ts
 * import { VeniceClient, spendingLimit, toContent } from 'venice-rx';
 *
 * const client = new VeniceClient({ interceptors: [spendingLimit({ usd: 0.5 })] });
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(toContent())
 *   .subscribe((text) => console.log(text.length));
 * ```
 */
export function spendingLimit({
  usd,
  models = [],
  perPartition = true,
}: SpendingLimitOptions): ChatInterceptor {
  if (!(usd >= 0)) throw new TypeError('usd: give US dollars, 0 or more');
  const spendings = new SpendingMap();
  return keepsContext((request, next, attempt: ChatAttempt | undefined) =>
    defer(() => {
      const partition = (perPartition && attempt?.partition) || '';
      const cost = new UnbilledCost(request, models);
      const { reserve } = cost;
      const spending = spendings.enter(partition);
      if (spending.usd + reserve > usd || spending.usd >= usd) {
        spendings.leave(partition, spending);
        const message = `not sent: it would exceed the spending limit of ${usd} US dollars`;
        throw new LimitExceededError({ message, kind: 'spending', limit: usd });
      }
      spending.usd += reserve;
      let hasOutput = false;
      const settle = (isComplete = false): void => {
        spending.usd += cost.charge(isComplete, spending.highestBill) - reserve;
        spending.highestBill = Math.max(spending.highestBill, cost.bill ?? 0);
        spendings.leave(partition, spending);
      };
      return defer(() => next(request)).pipe(
        tap({
          next: (value) => {
            hasOutput ||= valueHasOutput(value);
            cost.see(value);
          },
          error: () => {
            if (!hasOutput) cost.bill = 0;
            settle();
          },
          complete: () => {
            settle(true);
          },
          unsubscribe: () => {
            settle();
          },
        }),
      );
    }),
  );
}
