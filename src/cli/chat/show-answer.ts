import { type OperatorFunction, pipe } from 'rxjs';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { Output } from '../output.js';
import type { TerminalCapabilities } from '../terminal/terminal-capabilities.js';
import { spinUntilFirst } from '../terminal/spin-until-first.js';
import type { ChatValues } from './to-request-fields.js';
import { withSummary } from './with-summary.js';
import { showJson } from './show-json.js';
import { showText } from './show-text.js';

/** Converts an answer to the output that the options request. Without `--verbose`, a spinner comes first if stderr is a terminal. */
export function showAnswer(
  capabilities: TerminalCapabilities,
  { json = false, reasoning = false, verbose = false }: Pick<ChatValues, 'json' | 'reasoning' | 'verbose'>,
): OperatorFunction<ChatCompletionChunk, Output> {
  const show = json
    ? showJson(capabilities.isTerminal)
    : withSummary(showText(capabilities, reasoning), capabilities, verbose);
  // The lines of `--verbose` would be printed over the spinner.
  return capabilities.isInteractive && !verbose ? pipe(show, spinUntilFirst()) : show;
}
