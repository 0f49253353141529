import { type OperatorFunction, pipe } from 'rxjs';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { Output } from '../print.js';
import type { TerminalCapabilities } from '../terminal/look-of.js';
import { spinUntilFirst } from '../terminal/spin-until-first.js';
import type { ChatValues } from './fields-of-options.js';
import { withSummary } from './notes-behind.js';
import { showJson } from './show-json.js';
import { showText } from './show-text.js';

/** Prints an answer in the way that the options ask for, and a spinner before it for a person who watches. */
export function showAnswer(
  look: TerminalCapabilities,
  { json = false, reasoning = false }: Pick<ChatValues, 'json' | 'reasoning'>,
): OperatorFunction<ChatCompletionChunk, Output> {
  const show = json ? showJson(look.isShown) : withSummary(showText(look, reasoning), look);
  return look.isWatched ? pipe(show, spinUntilFirst()) : show;
}
