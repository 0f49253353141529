import type { Redact } from '../response/redacted-head.js';
import { secretPattern } from './secret-pattern.js';

/** Shorter secrets would remove ordinary words from messages. */
const minSecretLength = 8;

/** Maximum number of cached patterns. They are cached, since compiling a pattern takes longer than searching most strings. */
const maxPatterns = 16;

const patterns = new Map<string, RegExp>();

/**
 * Returns a function that redacts secrets in a string: servers often echo a key that they reject, verbatim or in the encodings that
 * `secretPattern` finds. Each word of a secret is redacted, so that the value of a header is found with and without its scheme, such as
 * `Bearer`. `secrets` is called for the first string that is long enough to contain a secret.
 */
export function redactor(secrets: () => readonly (string | undefined)[]): Redact {
  let pattern: RegExp | undefined;
  return (text) => {
    if (text.length < minSecretLength) return text;
    pattern ??= patternFor(toWords(secrets()));
    return text.replace(pattern, '[redacted]');
  };
}

function toWords(secrets: readonly (string | undefined)[]): readonly string[] {
  const words = secrets.flatMap((secret) => secret?.split(' ') ?? []).flatMap(splitWord);
  return [...new Set(words.filter((word) => word.length >= minSecretLength))];
}

/** Returns a word, also without punctuation at its end, and its part after `=`, as in a cookie or a parameter. */
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
