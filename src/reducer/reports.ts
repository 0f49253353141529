import { isAmount } from '../json/is-amount.js';
import { isRecord } from '../json/is-record.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import { isEmpty } from './merge-fields.js';

type Report<T> = T | null | undefined;

/** Returns the usage after one more value from the server: a value that is empty, or has only zeros, does not replace another one. */
export function laterUsage(before: Report<CompletionUsage>, more: unknown): CompletionUsage | undefined {
  const usage = toUsage(more);
  return usage !== undefined && (before == null || hasAmount(usage)) ? usage : (before ?? undefined);
}

/** Returns the cost after one more value from the server, by the same rule as {@link laterUsage}. */
export function laterCost(before: Report<CompletionCost>, more: unknown): CompletionCost | undefined {
  const cost = toCost(more);
  return cost !== undefined && (before == null || hasAmount(cost)) ? cost : (before ?? undefined);
}

/** Reads a usage: returns the same object if it has fields, and undefined for anything else. */
export function toUsage(value: unknown): CompletionUsage | undefined {
  return isRecord(value) && !isEmpty(value) ? (value as unknown as CompletionUsage) : undefined;
}

/**
 * Reads a cost: some servers send US dollars as a number or a string (anomalyco/opencode#39061). Returns the same object if it has the
 * right type, and undefined for anything else.
 */
export function toCost(value: unknown): CompletionCost | undefined {
  if (value == null || isCost(value)) return value ?? undefined;
  const fields: Readonly<Record<string, unknown>> = isRecord(value) ? value : { usd: value };
  const [usd, diem = 0] = [toAmount(fields['usd']), toAmount(fields['diem'])];
  return usd === undefined ? undefined : { ...fields, usd, diem };
}

/** Whether the value has the documented type. `diem` (DIEM, a currency of Venice) may be missing. */
function isCost(value: unknown): value is CompletionCost {
  if (!isRecord(value) || !isAmount(value['usd'])) return false;
  return value['diem'] === undefined || isAmount(value['diem']);
}

function hasAmount(report: object): boolean {
  return Object.values(report).some((value: unknown) =>
    typeof value === 'number' ? value !== 0 : isRecord(value) && hasAmount(value),
  );
}

function toAmount(value: unknown): number | undefined {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return isAmount(amount) ? amount : undefined;
}
