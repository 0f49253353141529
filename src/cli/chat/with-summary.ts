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
 * Adds to the output of `show`, once the answer is complete: the sources, a line if the answer ended early, and the usage if stderr
 * is a terminal or with `--verbose`.
 */
export function withSummary(
  show: OperatorFunction<ChatCompletionChunk, Output>,
  { paint, isInteractive }: TerminalCapabilities,
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
    const summary = forkJoin([chunks.pipe(toCompletion()), firstToken]).pipe(
      map(([completion, firstTokenTime]) => {
        const usage = isInteractive || isVerbose ? usageLine(completion, firstTokenTime) : '';
        return toStderr(
          sourceLines(completion) +
            earlyEndLine(completion) +
            (usage === '' ? '' : `${paint('dim', usage)}\n`),
        );
      }),
      filter(({ text }) => text !== ''),
    );
    return merge(chunks.pipe(show), summary);
  });
}
