import { type OperatorFunction, map, pipe, reduce } from 'rxjs';
import { UsageError } from '../failures/usage-error.js';

/**
 * Emits the prompt: the arguments, joined by spaces, then standard input, with a blank line between them. Fails with a
 * `UsageError` if both are empty.
 */
export function readPrompt(words: readonly string[]): OperatorFunction<string, string> {
  return pipe(
    reduce((text, piece) => text + piece, ''),
    map((text) => {
      const parts = [words.join(' '), text.trimEnd()].filter((part) => part.trim() !== '');
      if (parts.length > 0) return parts.join('\n\n');
      throw new UsageError('no prompt', 'add it after `chat`, or pipe it in');
    }),
  );
}
