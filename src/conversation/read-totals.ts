import { isRecord } from '../json/is-record.js';
import { assertOption } from '../options/invalid-option.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import { checkDepth } from './check-messages.js';
import type { Totals } from './totals.js';

/** Reads the usage and the cost of an export or of one of its entries. */
export function readTotals({ usage, cost }: Readonly<Record<string, unknown>>, path: string): Totals {
  for (const [name, part] of Object.entries({ usage, cost })) {
    assertOption(part === undefined || isRecord(part), `${path}.${name}`, 'an object, if given', part);
    checkDepth(part, `${path}.${name}`);
  }
  return {
    ...(usage !== undefined && { usage: usage as CompletionUsage }),
    ...(cost !== undefined && { cost: cost as unknown as CompletionCost }),
  };
}
