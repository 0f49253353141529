import { type OperatorFunction, concatMap, defer, filter, from, map, pipe } from 'rxjs';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Print, toErrors, toOutput } from '../print.js';
import { endLine } from '../terminal/end-line.js';
import { harmless } from '../terminal/harmless.js';
import type { Look } from '../terminal/look-of.js';
import { textOfChunk } from './text-of-chunk.js';

/**
 * Prints text as it comes: the answer to the output, the reasoning, where it is wanted, dimmed to the errors, and a blank
 * line between them. The last line is ended, however the source ends.
 */
export function showText(look: Look, showsReasoning: boolean): OperatorFunction<ChatCompletionChunk, Print> {
  return pipe(
    map(textOfChunk),
    concatMap(({ answer, reasoning }) => {
      const thought = showsReasoning ? harmless(reasoning) : '';
      return [
        ...(thought === '' ? [] : [toErrors(look.paint('dim', thought))]),
        toOutput(look.isShown ? harmless(answer) : answer),
      ];
    }),
    filter(({ text }) => text !== ''),
    endLine(),
    separateKinds(),
  );
}

/** Reasoning and answer look like one text on a terminal, so that a blank line has to part them. */
function separateKinds(): OperatorFunction<Print, Print> {
  return (source) =>
    defer(() => {
      let before: Print['to'] | undefined;
      return source.pipe(
        concatMap((print) => {
          const isOther = before !== undefined && before !== print.to;
          before = print.to;
          return from(isOther ? [toErrors('\n\n'), print] : [print]);
        }),
      );
    });
}
