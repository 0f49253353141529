import { assertOption } from '../options/invalid-option.js';
import type { ConversationRow } from '../wire/conversation-changes.js';

/** Throws a `TypeError` if the value of a row is undefined, a function or a symbol, which JSON cannot represent: the row could not be loaded again. */
export function checkRows(rows: readonly ConversationRow[]): void {
  for (const [index, { value }] of rows.entries()) {
    const hasJson = !['function', 'symbol', 'undefined'].includes(typeof value);
    assertOption(hasJson, `rows[${index}].value`, 'a JSON value', value);
  }
}
