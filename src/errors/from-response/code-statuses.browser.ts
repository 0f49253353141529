import type { ErrorBody } from './error-body.js';

/** Parts of codes and types of errors inside a stream, by the status of the same error outside a stream. */
const statuses: Readonly<Record<string, RegExp>> = {
  400: /bad.?request|context.?length|invalid.?(arg|par|req)/i,
  401: /auth|api.?key/i,
  402: /balance/i,
  403: /forbidden|permission/i,
  404: /not.?found/i,
  422: /^content/i,
  429: /quota|model.?overloaded|rate.?limit|exhausted|too.?many/i,
  500: /^api|inference|internal|server|unknown|upstream/i,
  502: /^tee/i,
  503: /capacity|offline|overloaded|unavailable/i,
  504: /deadline|timeout/i,
};

/**
 * Replaces `code-statuses.ts` in browsers: recognizes codes by parts of them instead of a list. Returns the status that an error
 * inside a stream would have outside it: by its code, else by its type; 0 if both are unknown.
 */
export function statusOfCode({ code, type }: ErrorBody): number {
  return toStatus(code ?? '') || toStatus(type ?? '');
}

function toStatus(word: string): number {
  const status = /^[45]\d\d(?=(\d\d)?$)/.exec(word)?.[0];
  return Number(status ?? Object.keys(statuses).find((key) => statuses[key]?.test(word)) ?? 0);
}
