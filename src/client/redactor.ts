import type { Redact } from '../http/answer-buffer.js';

/** Shorter secrets would take harmless words out of messages. */
const shortestSecret = 8;

/** A function that takes the secrets out of a text: servers like to repeat a key that they refuse. */
export function redactor(secrets: readonly (string | undefined)[]): Redact {
  const known = secrets.filter(
    (secret) => secret !== undefined && secret.length >= shortestSecret,
  ) as string[];
  return (text) => known.reduce((safe, secret) => safe.replaceAll(secret, '[redacted]'), text);
}
