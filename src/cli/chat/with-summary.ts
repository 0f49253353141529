import {
  type OperatorFunction,
  connect,
  defaultIfEmpty,
  filter,
  forkJoin,
  map,
  merge,
  take,
  timeInterval,
} from 'rxjs';
import { hasOutput } from '../../reducer/has-output.js';
import { toCompletion } from '../../operators/to-completion.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Output, toStderr } from '../output.js';
import type { TerminalCapabilities } from '../terminal/terminal-capabilities.js';
import { sourceLines } from './source-lines.js';
import { usageLine } from './usage-line.js';

/** Adds the sources of a complete answer to the output of `show`, and its usage if stderr is a terminal. */
export function withSummary(
  show: OperatorFunction<ChatCompletionChunk, Output>,
  { paint, isWatched }: TerminalCapabilities,
): OperatorFunction<ChatCompletionChunk, Output> {
  return connect((chunks) => {
    const firstToken = chunks.pipe(
      filter(hasOutput),
      timeInterval(),
      take(1),
      map(({ interval }) => interval),
      defaultIfEmpty(undefined),
    );
    const notes = forkJoin([chunks.pipe(toCompletion()), firstToken]).pipe(
      map(([completion, wait]) => {
        const usage = isWatched ? usageLine(completion, wait) : '';
        return toStderr(sourceLines(completion) + (usage === '' ? '' : `${paint('dim', usage)}\n`));
      }),
      filter(({ text }) => text !== ''),
    );
    return merge(chunks.pipe(show), notes);
  });
}
