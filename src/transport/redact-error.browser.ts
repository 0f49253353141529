import { isRecord } from '../json/is-record.js';
import { toSingleLine } from '../errors/single-line.js';
import { isVeniceError, type VeniceErrorInit } from '../errors/venice-error.js';

/** Rewrites one string. */
type Rewrite = (text: string) => string;

/** Causes that are deeper than this are left out. */
const maxDepth = 8;

/**
 * The error without what `redact` hides in its message and those of its causes. The same object if there is nothing to hide.
 * Takes the place of `redact-error.ts` in pages: a browser's `fetch` shows no header, and a page holds no key but your own.
 */
export function redactError(error: unknown, redact: Rewrite): unknown {
  return rewrite(error, redact, 0);
}

/** What a platform threw, with messages in one line. */
export function platformError(error: unknown): unknown {
  return rewrite(error, toSingleLine, 0);
}

function rewrite(error: unknown, text: Rewrite, depth: number): unknown {
  if (typeof error === 'string') return text(error);
  if (!isRecord(error)) return error;
  if (depth > maxDepth) return undefined;
  const { message, name, constructor } = error;
  const said = typeof message === 'string' ? text(message) : '';
  const cause = rewrite(error['cause'], text, depth + 1);
  if (said === (message ?? '') && cause === error['cause']) return error;
  return isVeniceError(error)
    ? new (constructor as new (facts: VeniceErrorInit) => unknown)(
        Object.assign({}, error, { message: said, cause }),
      )
    : Object.assign(new Error(said, { cause }), { name });
}
