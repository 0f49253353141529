import type { Redact } from '../response/response-buffer.js';
import { secretPattern } from './secret-pattern.js';

/** Shorter secrets would take ordinary words out of messages. */
const shortestSecret = 8;

/** How many patterns are kept: compiling one takes longer than most texts that it searches. */
const maxPatterns = 16;

const patterns = new Map<string, RegExp>();

/**
 * A function that takes the secrets out of a string: servers like to repeat a key that they refuse, as it is or in the
 * encodings that `secretPattern` knows. Each word of a secret is one, so that a header is known with its scheme and
 * without. They are requested only if there is a string.
 */
export function redactor(secrets: () => readonly (string | undefined)[]): Redact {
  let known: RegExp | undefined;
  return (text) => {
    if (text.length < shortestSecret) return text;
    known ??= patternFor(toWords(secrets()));
    return text.replace(known, '[redacted]');
  };
}

function toWords(secrets: readonly (string | undefined)[]): readonly string[] {
  const words = secrets.flatMap((secret) => secret?.split(' ') ?? []).flatMap(splitWord);
  return [...new Set(words.filter((word) => word.length >= shortestSecret))];
}

/** A word, and what a cookie or a parameter has after its `=`. */
function splitWord(word: string): readonly string[] {
  const bare = word.replace(/[,;]$/, '');
  return [word, bare, bare.slice(bare.indexOf('=') + 1)];
}

function patternFor(words: readonly string[]): RegExp {
  const id = words.join(' ');
  const pattern = patterns.get(id) ?? secretPattern(words);
  patterns.delete(id);
  patterns.set(id, pattern);
  const [oldest] = patterns.keys();
  if (patterns.size > maxPatterns && oldest !== undefined) patterns.delete(oldest);
  return pattern;
}
