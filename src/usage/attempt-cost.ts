import { isAmount } from '../json/is-amount.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import { laterCost, laterUsage } from '../reducer/reports.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import type { Model, ModelPricing } from '../wire/model.js';
import type { ChatValue } from '../request/chat-interceptor.js';
import { tokensOfCompletions, tokensOfMessages } from './estimate-tokens.js';
import { getModel } from '../request/get-model.js';
import { costOfTokens, findPricing, toTokenCounts } from './price-list.js';

/** Prices assumed for a model whose prices are unknown: per million tokens, as high as those of the most expensive chat models. */
const unknownPricing: ModelPricing = { input: { usd: 15, diem: 15 }, output: { usd: 75, diem: 75 } };

/** Token counts of a prompt that is long enough for the `extended` prices: their cost shows whether these prices are valid. */
const longPromptTokens = { prompt: Number.MAX_SAFE_INTEGER, completion: 1 };

/** Cost of an attempt: an amount to reserve while it runs, and an amount to charge at its end. */
export class AttemptCost {
  /** US dollars to reserve while the attempt runs; 0 without prices. */
  readonly reserve: number;
  /** US dollars of the server's last valid bill; undefined before the first one. */
  bill: number | undefined;
  readonly #hasPrices: boolean;
  readonly #pricing: ModelPricing;
  readonly #prompt: number;
  readonly #completion: number;
  #chunks = 0;
  #usage: CompletionUsage | undefined;
  #cost: CompletionCost | undefined;

  constructor(request: ChatCompletionRequest, models: readonly Model[]) {
    this.#prompt = tokensOfMessages(request);
    this.#completion = tokensOfCompletions(request);
    const pricing = findPricing(getModel(request), models);
    const reserve = pricing === undefined ? Number.NaN : this.#estimate(pricing);
    this.#hasPrices = isAmount(reserve) && isAmount(costOfTokens(longPromptTokens, pricing ?? {}).usd);
    this.#pricing = this.#hasPrices && pricing !== undefined ? pricing : unknownPricing;
    this.reserve = this.#hasPrices ? reserve : 0;
  }

  /** Records the cost and the token counts of a value. Ignores numbers that are negative or not finite. */
  record({ cost, usage }: ChatValue): void {
    this.#chunks += 1;
    this.#usage = laterUsage(this.#usage, usage);
    this.#cost = laterCost(this.#cost, cost);
    if (this.#cost !== undefined) this.bill = this.#cost.usd;
  }

  /**
   * Returns the US dollars to charge: the bill; else, after a complete response, the cost of the tokens that the server reports;
   * else an estimate for the tokens that the request allows, or for the received chunks if there are more of them. Without prices,
   * the assumed prices apply, and the estimate is at least `highestBill`.
   */
  charge(isComplete: boolean, highestBill: number): number {
    if (this.bill !== undefined) return this.bill;
    const tokens = isComplete ? toTokenCounts(this.#usage) : undefined;
    if (tokens !== undefined) return costOfTokens(tokens, this.#pricing).usd;
    const estimate = this.#estimate(this.#pricing);
    return this.#hasPrices ? estimate : Math.max(estimate, highestBill);
  }

  #estimate(pricing: ModelPricing): number {
    const completion = Math.max(this.#completion, this.#chunks);
    return costOfTokens({ prompt: this.#prompt, completion }, pricing).usd;
  }
}
