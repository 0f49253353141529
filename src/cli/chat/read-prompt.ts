import { type Observable, map, of } from 'rxjs';
import { UsageError } from '../failures/usage-error.js';
import type { InputStream } from '../surroundings.js';
import { readAll } from './read-all.js';

/**
 * Emits the prompt: the arguments, joined by spaces, then what standard input holds, with a blank line between them. A
 * terminal is not read. Fails with a `UsageError` where there is neither.
 */
export function readPrompt(words: readonly string[], input: InputStream): Observable<string> {
  const piped = input.isTTY === true ? of('') : readAll(input);
  return piped.pipe(
    map((text) => {
      const parts = [words.join(' '), text.replace(/\s+$/, '')].filter((part) => part.trim() !== '');
      if (parts.length > 0) return parts.join('\n\n');
      throw new UsageError('no prompt', 'write it behind `chat`, or pipe it in');
    }),
  );
}
