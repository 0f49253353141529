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
import { earlyEndLine } from './early-end-line.js';
import { sourceLines } from './source-lines.js';
import { usageLine } from './usage-line.js';

/**
 * Adds the sources of a complete answer to the output of `show`, a line if it ended early, and its usage if stderr is a terminal
 * or with `--verbose`.
 */
export function withSummary(
  show: OperatorFunction<ChatCompletionChunk, Output>,
  { paint, isWatched }: TerminalCapabilities,
  isVerbose = false,
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
        const usage = isWatched || isVerbose ? usageLine(completion, wait) : '';
        return toStderr(
          sourceLines(completion) +
            earlyEndLine(completion) +
            (usage === '' ? '' : `${paint('dim', usage)}\n`),
        );
      }),
      filter(({ text }) => text !== ''),
    );
    return merge(chunks.pipe(show), notes);
  });
}
