import { type OperatorFunction, pipe } from 'rxjs';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { Print } from '../print.js';
import type { Look } from '../terminal/look-of.js';
import { spinUntilFirst } from '../terminal/spin-until-first.js';
import type { ChatValues } from './fields-of-options.js';
import { notesBehind } from './notes-behind.js';
import { showJson } from './show-json.js';
import { showText } from './show-text.js';

/** Prints an answer in the way that the options ask for, and a spinner before it for a person who watches. */
export function showAnswer(
  look: Look,
  { json = false, reasoning = false }: Pick<ChatValues, 'json' | 'reasoning'>,
): OperatorFunction<ChatCompletionChunk, Print> {
  const show = json ? showJson(look.isShown) : notesBehind(showText(look, reasoning), look);
  return look.isWatched ? pipe(show, spinUntilFirst()) : show;
}
