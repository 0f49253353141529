import type { Redact } from '../response/redacted-head.js';

/** Shorter secrets would remove ordinary words from messages. */
const minSecretLength = 8;

/**
 * Returns a function that redacts the secrets and each of their words in a string. Replaces `redactor.ts` in browsers, which
 * hold only the user's own key: finds it verbatim, not in encoded forms.
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
