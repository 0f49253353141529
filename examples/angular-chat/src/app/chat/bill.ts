import type { CompletionCost, CompletionUsage, ConversationEntry } from 'venice-rx';

/** The model, the tokens and the cost of an answer or of a whole chat, as far as the server has reported them. */
export interface Bill {
  readonly model?: string;
  readonly usage?: Pick<CompletionUsage, 'total_tokens'> | null;
  readonly cost?: Pick<CompletionCost, 'usd'> | null;
}

/** Adds up the steps of an answer. */
export function toBill(entries: readonly ConversationEntry[]): Bill {
  const model = entries.findLast((entry) => entry.model !== undefined)?.model;
  const tokens = sum(entries.map(({ usage }) => usage?.total_tokens));
  const usd = sum(entries.map(({ cost }) => cost?.usd));
  return {
    ...(model !== undefined && { model }),
    ...(tokens !== undefined && { usage: { total_tokens: tokens } }),
    ...(usd !== undefined && { cost: { usd } }),
  };
}

/** Adds the defined numbers; undefined if there are none. */
function sum(numbers: readonly (number | undefined)[]): number | undefined {
  const definedNumbers = numbers.filter((number) => number !== undefined);
  return definedNumbers.length === 0
    ? undefined
    : definedNumbers.reduce((total, number) => total + number, 0);
}

/** Formats a bill, for example as `default · 310 tokens · $0.0012`. */
export function formatBill(bill: Bill | undefined): string {
  const { model, usage, cost } = bill ?? {};
  return [
    ...(usage && model ? [model] : []),
    ...(usage ? [`${usage.total_tokens.toLocaleString('en')} tokens`] : []),
    ...(cost ? [formatDollars(cost.usd)] : []),
  ].join(' · ');
}

/** Says why an answer is not complete; empty if it is complete. */
export function describeEnding({ status, finishReason }: ConversationEntry): string {
  if (status === 'stopped') return 'Stopped';
  if (status === 'failed') return 'Broke off';
  if (finishReason === 'length') return 'Truncated at the maximum length';
  return finishReason === 'content_filter' ? 'Stopped by a content filter' : '';
}

/** Formats an amount; small amounts with two significant digits, such as $0.0012. */
function formatDollars(usd: number): string {
  const digits = usd >= 0.1 || usd === 0 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(usd)));
  return `$${usd.toFixed(digits)}`;
}
