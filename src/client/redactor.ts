import type { Redact } from '../http/answer-buffer.js';

/** Shorter secrets would take harmless words out of messages. */
const shortestSecret = 8;

/**
 * A function that takes the secrets out of a text: servers like to repeat a key that they refuse. Each word of a secret
 * is one, so that a header is known with its scheme and without. They are asked for when there is a text.
 */
export function redactor(secrets: () => readonly (string | undefined)[]): Redact {
  let known: readonly string[] | undefined;
  return (text) => {
    let safe = text;
    for (const secret of (known ??= formsOf(secrets()))) {
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
