import type { CompletionCost, CompletionUsage, ConversationEntry } from 'venice-rx';

/** The model of an answer or a whole chat, its tokens and its cost, as far as the server has reported them. */
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

/** Undefined if no number is known. */
function sum(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, number) => total + number, 0);
}

/** For example `default · 310 tokens · $0.0012`. */
export function formatBill(bill: Bill | undefined): string {
  const { model, usage, cost } = bill ?? {};
  return [
    ...(usage && model ? [model] : []),
    ...(usage ? [`${usage.total_tokens.toLocaleString('en')} tokens`] : []),
    ...(cost ? [dollars(cost.usd)] : []),
  ].join(' · ');
}

/** Why an answer is not complete; empty if it is. */
export function describeEnding({ status, finishReason }: ConversationEntry): string {
  if (status === 'stopped') return 'Stopped';
  if (status === 'failed') return 'Broke off';
  if (finishReason === 'length') return 'Cut at its longest';
  return finishReason === 'content_filter' ? 'Cut by a filter' : '';
}

/** Small amounts have two significant digits: $0.0012. */
function dollars(usd: number): string {
  const digits = usd >= 0.1 || usd === 0 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(usd)));
  return `$${usd.toFixed(digits)}`;
}
