import { type OperatorFunction, catchError, concat, concatMap, defer, of, pipe } from 'rxjs';
import { isVeniceError } from '../../errors/venice-error.js';
import { toCompletion } from '../../operators/to-completion.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Output, toStderr, toStdout } from '../output.js';
import { jsonText } from '../terminal/json-text.js';
import { earlyEndLine } from './early-end-line.js';

/** Emits the completion as JSON, and a line if it ended early. If the answer fails, emits the received part before the error. */
export function showJson(isTerminal: boolean): OperatorFunction<ChatCompletionChunk, Output> {
  return pipe(
    toCompletion(),
    catchError((error: unknown) => {
      const partial = isVeniceError(error) ? error.partial : undefined;
      const failure = defer((): never => {
        throw error;
      });
      return partial === undefined ? failure : concat(of(partial), failure);
    }),
    concatMap((completion) => [
      toStdout(jsonText(completion, isTerminal)),
      ...(earlyEndLine(completion) === '' ? [] : [toStderr(earlyEndLine(completion))]),
    ]),
  );
}
