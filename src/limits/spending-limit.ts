import { defer, tap } from 'rxjs';
import { valueHasOutput } from '../reducer/value-has-output.js';
import { SpendingLimitError } from '../errors/spending-limit-error.js';
import type { Model } from '../wire/model.js';
import type { Attempt } from '../request/attempt.js';
import type { ChatInterceptor } from '../request/chat-interceptor.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aString, anything, atLeast, required } from '../options/option-rules.js';
import { keepsContext } from '../request/keep-context.js';
import { SpendingMap } from './spending-map.js';
import { AttemptCost } from '../usage/attempt-cost.js';

/** Options of {@link spendingLimit}. */
export interface SpendingLimitOptions {
  /** Spending limit in US dollars. */
  readonly usd: number;
  /**
   * True: the limit applies to each partition (see `partitionBy` of the client: by default the key and the user of a request);
   * false: to all partitions together. Default: true.
   */
  readonly perPartition?: boolean;
  /** Name of a tag: the limit applies per value of this tag instead of per partition. All requests without the tag share one limit. */
  readonly per?: string;
  /**
   * Models with their prices, as emitted by `client.models.list()`. If the prices of a model are known, an attempt reserves its estimated
   * maximum cost, so that concurrent attempts do not overspend. Otherwise nothing is reserved, so concurrent attempts can exceed the limit.
   *
   * An attempt without a bill is charged by these prices, too: a complete answer for the tokens that the server reports, and any other
   * answer its estimated maximum cost. Instead of an unknown price, 15 US dollars per million prompt tokens and 75 per million completion
   * tokens are assumed, and at least the highest bill so far for the estimate. Default: none.
   */
  readonly models?: readonly Model[];
}

const spendingLimitRules: OptionRules<SpendingLimitOptions> = {
  usd: required(atLeast(0)),
  perPartition: anything,
  per: aString,
  models: anything,
};

/**
 * Creates an interceptor that rejects attempts before they are sent if the limit is spent, or if the estimated cost of an attempt would
 * exceed it. They fail with a `SpendingLimitError`.
 *
 * The limit counts the bills of the server: the `cost` of each answer. An attempt without a bill, for example because it was cancelled or
 * cut off, is charged an estimate; an attempt that fails before its first output costs nothing. A bill is ignored unless it is a finite
 * number of 0 or more, or a string of such a number. Pass the same interceptor to several clients to share a limit.
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
export function spendingLimit(options: SpendingLimitOptions): ChatInterceptor {
  checkOptions(options, spendingLimitRules);
  const { usd, models = [], perPartition = true, per } = options;
  const spendings = new SpendingMap();
  return keepsContext((request, next, attempt: Attempt | undefined) =>
    defer(() => {
      const partition = (per === undefined ? perPartition && attempt?.partition : attempt?.tags[per]) || '';
      const cost = new AttemptCost(request, models);
      const { reserve } = cost;
      const spending = spendings.enter(partition);
      if (spending.usd + reserve > usd || spending.usd >= usd) {
        spendings.leave(partition, spending);
        const message = `not sent: it would exceed the spending limit of ${usd} US dollars`;
        throw new SpendingLimitError({ message, limit: usd });
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
            cost.record(value);
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
