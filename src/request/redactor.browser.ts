import type { Redact } from '../response/response-buffer.js';

/** Shorter secrets would take ordinary words out of messages. */
const minSecretLength = 8;

/**
 * A function that takes the secrets out of a string, and each of their words. Takes the place of `redactor.ts` in pages, which
 * hold no key but your own: a key is found as it is, and not in encoded forms.
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
