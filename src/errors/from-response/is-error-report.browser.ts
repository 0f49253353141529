/** Codes and statuses of a success. */
const success = /^(0|[123]\d\d|ok|success)$/i;
/** Types and statuses of events that only show that the server is at work. */
const progress = /\b(debug|heartbeat|info|keep|log|ok|ping|process|progress|queue|status|success)/i;

/**
 * Replaces `is-error-report.ts` in browsers: the same rules, for fields under their usual names. A value without choices reports
 * an error if it says so, or if it has a message or a code and nothing of a chunk.
 */
export function isErrorReport(value: unknown): boolean {
  const fields = Object([value].flat()[0]) as Readonly<Record<string, unknown>>;
  const { code = fields['status'], message = fields['detail'], usage, cost, venice_parameters } = fields;
  const words = ['object', 'type', 'status'].map((name) => fields[name]).join(' ');
  const isExplicit = fields['success'] === false || /error|exception|fail/i.test(words);
  if (fields['error'] || [fields['errors']].flat()[0] || isExplicit) return true;
  if ((usage ?? cost ?? venice_parameters) || words.startsWith('chat.completion')) return false;
  if (typeof code === 'number' || (typeof fields['code'] === 'string' && code !== ''))
    return !success.test(String(code));
  return typeof message === 'string' && message !== '' && !progress.test(words);
}
