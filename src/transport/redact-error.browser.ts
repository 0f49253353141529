import { isRecord } from '../json/is-record.js';
import { toSingleLine } from '../errors/single-line.js';
import { isVeniceError, type VeniceErrorInit } from '../errors/venice-error.js';

/** Rewrites one string. */
type Rewrite = (text: string) => string;

/** Maximum depth of nested causes; deeper causes are dropped. */
const maxDepth = 8;

/**
 * Returns the error with `redact` applied to its message and to the messages of its causes, or the same object if nothing
 * changes. Replaces `redact-error.ts` in browsers: errors of their `fetch` contain no headers, and a page has only the key of
 * its own user.
 */
export function redactError(error: unknown, redact: Rewrite): unknown {
  return rewrite(error, redact, 0);
}

/** Returns an error thrown by the platform with single-line messages. */
export function platformError(error: unknown): unknown {
  return rewrite(error, toSingleLine, 0);
}

function rewrite(error: unknown, rewriteText: Rewrite, depth: number): unknown {
  if (typeof error === 'string') return rewriteText(error);
  if (!isRecord(error)) return error;
  if (depth > maxDepth) return undefined;
  const { message, name, constructor } = error;
  const rewritten = typeof message === 'string' ? rewriteText(message) : '';
  const cause = rewrite(error['cause'], rewriteText, depth + 1);
  if (rewritten === (message ?? '') && cause === error['cause']) return error;
  return isVeniceError(error)
    ? new (constructor as new (init: VeniceErrorInit) => unknown)(
        Object.assign({}, error, { message: rewritten, cause }),
      )
    : Object.assign(new Error(rewritten, { cause }), { name });
}
