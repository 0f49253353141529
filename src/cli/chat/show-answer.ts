import { type OperatorFunction, pipe } from 'rxjs';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { Output } from '../output.js';
import type { TerminalCapabilities } from '../terminal/terminal-capabilities.js';
import { spinUntilFirst } from '../terminal/spin-until-first.js';
import type { ChatValues } from './to-request-fields.js';
import { withSummary } from './with-summary.js';
import { showJson } from './show-json.js';
import { showText } from './show-text.js';

/** Prints an answer as the options request, after a spinner if stderr is a terminal. */
export function showAnswer(
  look: TerminalCapabilities,
  { json = false, reasoning = false, verbose = false }: Pick<ChatValues, 'json' | 'reasoning' | 'verbose'>,
): OperatorFunction<ChatCompletionChunk, Output> {
  const show = json ? showJson(look.isShown) : withSummary(showText(look, reasoning), look, verbose);
  // The lines of `--verbose` would be printed over the spinner.
  return look.isWatched && !verbose ? pipe(show, spinUntilFirst()) : show;
}
