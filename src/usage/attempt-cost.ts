import { isAmount } from '../json/is-amount.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import { laterCost, laterUsage } from '../reducer/reports.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import type { Model, ModelPricing } from '../wire/model.js';
import type { ChatValue } from '../request/chat-interceptor.js';
import { tokensOfAnswer, tokensOfMessages } from './estimate-tokens.js';
import { getModel } from '../request/get-model.js';
import { costOfTokens, findPricing, toTokenCounts } from './price-list.js';

/** US dollars per million tokens without known prices: those of the most expensive chat models. */
const unknownPricing: ModelPricing = { input: { usd: 15, diem: 15 }, output: { usd: 75, diem: 75 } };

/** Tokens of a request to which extended prices apply. */
const longest = { prompt: Number.MAX_SAFE_INTEGER, completion: 1 };

/** Cost of an attempt: an amount to reserve before its bill arrives, and to charge if it never does. */
export class AttemptCost {
  /** US dollars to reserve while the attempt runs; 0 without prices. */
  readonly reserve: number;
  /** The last valid bill, once one has arrived. */
  bill: number | undefined;
  readonly #hasPrices: boolean;
  readonly #pricing: ModelPricing;
  readonly #prompt: number;
  readonly #answer: number;
  #chunks = 0;
  #usage: CompletionUsage | undefined;
  #cost: CompletionCost | undefined;

  constructor(request: ChatCompletionRequest, models: readonly Model[]) {
    this.#prompt = tokensOfMessages(request);
    this.#answer = tokensOfAnswer(request);
    const pricing = findPricing(getModel(request), models);
    const reserve = pricing === undefined ? Number.NaN : this.#estimate(pricing);
    this.#hasPrices = isAmount(reserve) && isAmount(costOfTokens(longest, pricing ?? {}).usd);
    this.#pricing = this.#hasPrices && pricing !== undefined ? pricing : unknownPricing;
    this.reserve = this.#hasPrices ? reserve : 0;
  }

  /** Records the cost and tokens reported in a value. Ignores a value that is not a finite number of 0 or more. */
  record({ cost, usage }: ChatValue): void {
    this.#chunks += 1;
    this.#usage = laterUsage(this.#usage, usage);
    this.#cost = laterCost(this.#cost, cost);
    if (this.#cost !== undefined) this.bill = this.#cost.usd;
  }

  /**
   * Returns the US dollars to charge: the bill; else the cost of the counted tokens of a complete response; else the
   * reserve, or the cost of the received chunks if it is higher. Without prices, at least `highestBill`.
   */
  charge(isComplete: boolean, highestBill: number): number {
    if (this.bill !== undefined) return this.bill;
    const tokens = isComplete ? toTokenCounts(this.#usage) : undefined;
    if (tokens !== undefined) return costOfTokens(tokens, this.#pricing).usd;
    const estimate = this.#estimate(this.#pricing);
    return this.#hasPrices ? estimate : Math.max(estimate, highestBill);
  }

  #estimate(pricing: ModelPricing): number {
    const completion = Math.max(this.#answer, this.#chunks);
    return costOfTokens({ prompt: this.#prompt, completion }, pricing).usd;
  }
}
