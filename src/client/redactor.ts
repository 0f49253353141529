import type { Redact } from '../http/answer-buffer.js';

/** Shorter secrets would take harmless words out of messages. */
const shortestSecret = 8;

/** Makes such functions; nearly all requests of a client have the same secrets, and share one. */
export class Redactors {
  #secrets: readonly (string | undefined)[] = [];
  #redact = redactor([]);

  /** The function for these secrets. */
  of(secrets: readonly (string | undefined)[]): Redact {
    const known = this.#secrets;
    const areKnown = secrets.length === known.length && secrets.every((secret, at) => secret === known[at]);
    if (!areKnown) {
      this.#secrets = secrets;
      this.#redact = redactor(secrets);
    }
    return this.#redact;
  }
}

/**
 * A function that takes the secrets out of a text: servers like to repeat a key that they refuse. Each word of a secret
 * is one, so that a header is known with its scheme and without.
 */
function redactor(secrets: readonly (string | undefined)[]): Redact {
  let known: readonly string[] | undefined;
  return (text) => {
    let safe = text;
    for (const secret of (known ??= formsOf(secrets))) {
      if (safe.includes(secret)) safe = safe.replaceAll(secret, '[redacted]');
    }
    return safe;
  };
}

function formsOf(secrets: readonly (string | undefined)[]): readonly string[] {
  const words = secrets.flatMap((secret) => secret?.split(' ') ?? []);
  const long = words.filter((word) => word.length >= shortestSecret);
  // As some servers write it in JSON.
  return [...new Set(long.flatMap((word) => [word, word.replaceAll('/', '\\/')]))];
}
