import { type OperatorFunction, catchError, concat, defer, map, of, pipe } from 'rxjs';
import { isVeniceError } from '../../errors/venice-error.js';
import { toCompletion } from '../../operators/to-completion.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Output, toStdout } from '../output.js';
import { jsonText } from '../terminal/json-text.js';

/** Prints the completion once it is complete; if it fails, prints the received part before the error. */
export function showJson(isShown: boolean): OperatorFunction<ChatCompletionChunk, Output> {
  return pipe(
    toCompletion(),
    catchError((error: unknown) => {
      const partial = isVeniceError(error) ? error.partial : undefined;
      const failure = defer((): never => {
        throw error;
      });
      return partial === undefined ? failure : concat(of(partial), failure);
    }),
    map((completion) => toStdout(jsonText(completion, isShown))),
  );
}
