import { isAmount } from '../json/is-amount.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { Model, ModelPricing } from '../wire/model.js';
import type { ChatValue } from '../request/chat-interceptor.js';
import { tokensOfAnswer, tokensOfMessages } from './estimate-tokens.js';
import { getModel } from '../request/get-model.js';
import { type TokenCounts, costOfTokens, findPricing } from './price-list.js';

/** US dollars per million tokens without known prices: those of the most expensive chat models. */
const unknownPricing: ModelPricing = { input: { usd: 15, diem: 15 }, output: { usd: 75, diem: 75 } };

/** Cost of an attempt: an amount to reserve before its bill arrives, and to charge if it never does. */
export class AttemptCost {
  /** US dollars to reserve while the attempt runs; 0 without prices. */
  readonly reserve: number;
  /** The first valid bill, once it has arrived. */
  bill: number | undefined;
  readonly #hasPrices: boolean;
  readonly #pricing: ModelPricing;
  readonly #prompt: number;
  readonly #answer: number;
  #chunks = 0;
  #usage: TokenCounts | undefined;

  constructor(request: ChatCompletionRequest, models: readonly Model[]) {
    this.#prompt = tokensOfMessages(request);
    this.#answer = tokensOfAnswer(request);
    const pricing = findPricing(getModel(request), models);
    const reserve = pricing === undefined ? Number.NaN : this.#estimate(pricing);
    this.#hasPrices = isAmount(reserve);
    this.#pricing = this.#hasPrices && pricing !== undefined ? pricing : unknownPricing;
    this.reserve = this.#hasPrices ? reserve : 0;
  }

  /** Records the cost and tokens reported in a value. Ignores a value that is not a finite number of 0 or more. */
  record({ cost, usage }: ChatValue): void {
    this.#chunks += 1;
    if (isAmount(cost?.usd)) this.bill = cost.usd;
    if (isAmount(usage?.prompt_tokens) && isAmount(usage.completion_tokens)) {
      this.#usage = { prompt: usage.prompt_tokens, cached: 0, completion: usage.completion_tokens };
    }
  }

  /**
   * Returns the US dollars to charge: the bill; else the cost of the counted tokens of a complete response; else the
   * reserve, or the cost of the received chunks if it is higher. Without prices, at least `highestBill`.
   */
  charge(isComplete: boolean, highestBill: number): number {
    if (this.bill !== undefined) return this.bill;
    if (isComplete && this.#usage) return costOfTokens(this.#usage, this.#pricing).usd;
    const estimate = this.#estimate(this.#pricing);
    return this.#hasPrices ? estimate : Math.max(estimate, highestBill);
  }

  #estimate(pricing: ModelPricing): number {
    const completion = Math.max(this.#answer, this.#chunks);
    return costOfTokens({ prompt: this.#prompt, cached: 0, completion }, pricing).usd;
  }
}
