import { isRecord } from '../../json/is-record.js';
import {
  codeNames,
  findField,
  first,
  messageNames,
  toCode,
  toErrorFields,
  toSentence,
} from './error-fields.js';

/** Codes that are not those of an error. */
const success = /^(0|[123]\d\d|ok|success)$/i;
/** Types and statuses of events that only show that the server is working. */
const progress = /\b(debug|heartbeat|info|keep|log|ok|ping|process|progress|queue|status|success)/i;

/**
 * Whether a value without choices reports an error: it is marked as an error, or it has a message or an error code and none of the
 * fields of a chunk. Some servers wrap the value in an array. Source: `docs/wire-format.md`, "Errors inside a stream".
 */
export function isErrorReport(value: unknown): boolean {
  const fields = toErrorFields(first(value));
  const { object, type, status, usage, cost, veniceparameters, detail, baseresp } = fields;
  const words = [object, type, status].map(toSentence).join(' ');
  const isExplicit = /error|exception|fail/i.test(words) || fields['success'] === false;
  if (fields['error'] || first(fields['errors']) || isExplicit) return true;
  const inner = findField(toErrorFields(baseresp), codeNames, toCode);
  if (inner !== null && !success.test(inner)) return true;
  if ((usage ?? cost ?? veniceparameters) || words.startsWith('chat.completion')) return false;
  const code = findField(fields, codeNames, toCode) ?? (typeof status === 'number' ? String(status) : null);
  if (code !== null) return !success.test(code);
  if (progress.test(words)) return false;
  return findField(fields, messageNames, toSentence) !== null || (isRecord(detail) && isErrorReport(detail));
}
