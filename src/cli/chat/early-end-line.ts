import type { ChatCompletion } from '../../wire/chat-completion.js';
import { inOneLine } from '../terminal/in-one-line.js';

/** Maximum number of characters of a finish reason to show, since a server may send any string. */
const maxReasonLength = 100;

/** Creates the line about an answer that ended for another reason than `stop`; empty if the answer ended with `stop`. */
export function earlyEndLine({ choices }: ChatCompletion): string {
  // A server may send anything instead of a string.
  const reason: unknown = choices[0]?.finish_reason ?? 'stop';
  if (reason === 'stop') return '';
  if (reason === 'length') {
    return 'The answer was truncated at the maximum number of tokens (finish_reason length); --max-completion-tokens sets it.\n';
  }
  const shown = typeof reason === 'string' ? inOneLine(reason, maxReasonLength) : '?';
  return `The answer may be incomplete (finish_reason ${shown}).\n`;
}
