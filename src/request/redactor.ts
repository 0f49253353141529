import type { Redact } from '../response/redacted-head.js';
import { secretPattern } from './secret-pattern.js';

/** Shorter secrets would remove ordinary words from messages. */
const shortestSecret = 8;

/** Maximum number of cached patterns: compiling one takes longer than searching most strings. */
const maxPatterns = 16;

const patterns = new Map<string, RegExp>();

/**
 * Returns a function that redacts secrets in a string: servers often echo a key that they reject, verbatim or in the
 * encodings that `secretPattern` supports. Each word of a secret is redacted, so that a header is found with and without
 * its scheme. `secrets` is called only if there is a string.
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

/** Returns a word, and its part after `=` as in a cookie or a parameter. */
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
