import type { Redact } from '../response/redacted-head.js';

/** Shorter secrets would remove ordinary words from messages. */
const minSecretLength = 8;

/**
 * Replaces `redactor.ts` in browsers, which have no key except that of their user. Returns a function that redacts each word of the
 * secrets in a string, only verbatim, not in encoded forms.
 */
export function redactor(secrets: () => readonly (string | undefined)[]): Redact {
  return (text) => {
    for (const secret of secrets()) {
      for (const word of secret?.split(' ') ?? [])
        if (word.length >= minSecretLength) text = text.replaceAll(word, '[redacted]');
    }
    return text;
  };
}
