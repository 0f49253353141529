import {
  type MonoTypeOperatorFunction,
  type OperatorFunction,
  concat,
  concatMap,
  defer,
  filter,
  from,
  map,
  pipe,
} from 'rxjs';
import { TextJoiner } from '../../subscribers/text-joiner.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Output, toStderr, toStdout } from '../output.js';
import { endLine } from '../terminal/end-line.js';
import { stripControlCharacters } from '../terminal/strip-control-characters.js';
import type { TerminalCapabilities } from '../terminal/terminal-capabilities.js';
import { type ChunkText, getChunkText } from './get-chunk-text.js';

/**
 * Emits text as it arrives: the answer for stdout; if requested, the reasoning for stderr; and a blank line between them. Ends the
 * last line, also if the answer fails.
 */
export function showText(
  capabilities: TerminalCapabilities,
  showsReasoning: boolean,
): OperatorFunction<ChatCompletionChunk, Output> {
  return pipe(
    map(getChunkText),
    joinSurrogates(),
    concatMap(({ answer, reasoning }) => {
      const thought = showsReasoning ? stripControlCharacters(reasoning) : '';
      return [
        ...(thought === '' ? [] : [toStderr(capabilities.paint('dim', thought))]),
        toStdout(capabilities.isTerminal ? stripControlCharacters(answer) : answer),
      ];
    }),
    filter(({ text }) => text !== ''),
    endLine(),
    separateStreams(),
  );
}

/** Holds half a surrogate pair back until the next chunk or the end. Alone it would be written as U+FFFD. */
function joinSurrogates(): MonoTypeOperatorFunction<ChunkText> {
  return (source) =>
    defer(() => {
      const [answers, thoughts] = [new TextJoiner(), new TextJoiner()];
      return concat(
        source.pipe(
          map(({ answer, reasoning }) => ({
            answer: answers.push(answer),
            reasoning: thoughts.push(reasoning),
          })),
        ),
        defer(() => [{ answer: answers.end(), reasoning: thoughts.end() }]),
      );
    });
}

/** Separates reasoning and answer by a blank line, since they look alike on a terminal. */
function separateStreams(): OperatorFunction<Output, Output> {
  return (source) =>
    defer(() => {
      let before: Output['to'] | undefined;
      return source.pipe(
        concatMap((output) => {
          const isOther = before !== undefined && before !== output.to;
          before = output.to;
          return from(isOther ? [toStderr('\n\n'), output] : [output]);
        }),
      );
    });
}
