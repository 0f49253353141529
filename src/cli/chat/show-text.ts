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
import { type ChunkText, textOfChunk } from './chunk-text.js';

/**
 * Prints text as it arrives: the answer to stdout, the reasoning, if requested, dimmed to stderr, and a blank line between them.
 * Ends the last line, however the source ends.
 */
export function showText(
  look: TerminalCapabilities,
  showsReasoning: boolean,
): OperatorFunction<ChatCompletionChunk, Output> {
  return pipe(
    map(textOfChunk),
    joinHalves(),
    concatMap(({ answer, reasoning }) => {
      const thought = showsReasoning ? stripControlCharacters(reasoning) : '';
      return [
        ...(thought === '' ? [] : [toStderr(look.paint('dim', thought))]),
        toStdout(look.isShown ? stripControlCharacters(answer) : answer),
      ];
    }),
    filter(({ text }) => text !== ''),
    endLine(),
    separateKinds(),
  );
}

/** Half a character would be written as U+FFFD: it waits for the next chunk, or for the end. */
function joinHalves(): MonoTypeOperatorFunction<ChunkText> {
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

/** Reasoning and answer look alike on a terminal, so a blank line separates them. */
function separateKinds(): OperatorFunction<Output, Output> {
  return (source) =>
    defer(() => {
      let before: Output['to'] | undefined;
      return source.pipe(
        concatMap((print) => {
          const isOther = before !== undefined && before !== print.to;
          before = print.to;
          return from(isOther ? [toStderr('\n\n'), print] : [print]);
        }),
      );
    });
}
