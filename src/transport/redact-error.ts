import { isObject } from '../json/is-record.js';
import { identity } from 'rxjs';
import { toSingleLine } from '../errors/single-line.js';
import { isVeniceError, type VeniceErrorInit } from '../errors/venice-error.js';

/** Rewrites one string. */
type Rewrite = (text: string) => string;

/** Maximum depth of nested causes; deeper causes are dropped. */
const maxDepth = 8;
/** Maximum number of objects searched in the fields of an error. */
const maxObjects = 1000;
/** Maximum depth of the fields that a copy of an error keeps. */
const maxFieldDepth = 8;

/**
 * Returns a copy of the error with `redact` applied to its strings, or the same object if none of them changes. The copy of an
 * error of this package has the same class and fields; the copy of any other error has only its name, message, code and cause.
 */
export function redactError(error: unknown, redact: Rewrite): unknown {
  return rewrite(error, { redact, message: redact, hasBytes: () => false }, 0);
}

/**
 * Returns an error thrown by the platform with single-line messages, and without the bytes that the platform could not parse: these
 * bytes are a part of the response, and may contain the key if the server echoes it.
 */
export function platformError(error: unknown): unknown {
  return rewrite(error, { redact: identity, message: (text) => toSingleLine(text), hasBytes: hasData }, 0);
}

interface RewriteRules {
  /** For all strings except messages. */
  readonly redact: Rewrite;
  /** For messages, and for errors that are strings. */
  readonly message: Rewrite;
  /** Whether an error contains bytes, which its copy must not have. */
  readonly hasBytes: (error: object) => boolean;
}

function hasData(error: object): boolean {
  return 'data' in error && error.data !== undefined;
}

function rewrite(error: unknown, rules: RewriteRules, depth: number): unknown {
  const { redact, message, hasBytes } = rules;
  if (typeof error === 'string') return message(error);
  if (!isObject(error)) return error;
  if (depth > maxDepth) return undefined;
  const fields = error as { message?: unknown; cause?: unknown; stack?: unknown; errors?: unknown };
  const rewritten = typeof fields.message === 'string' ? message(fields.message) : '';
  const cause = rewrite(fields.cause, rules, depth + 1);
  // `partial`, the answer so far, is not searched: searching takes longer the longer the answer is.
  const isClean =
    (typeof fields.message !== 'string' || rewritten === fields.message) &&
    cause === fields.cause &&
    !hasBytes(error) &&
    !hasSecret([{ ...error, cause: undefined, partial: undefined }, fields.stack, fields.errors], redact);
  if (isClean) return error;
  return isVeniceError(error)
    ? copyVeniceError(error, redact, rewritten, cause)
    : copyOtherError(error, redact, rewritten, cause);
}

function copyVeniceError(
  error: object & { readonly constructor: unknown },
  redact: Rewrite,
  message: string,
  cause: unknown,
): unknown {
  const ErrorClass = error.constructor as new (init: VeniceErrorInit) => unknown;
  return new ErrorClass({ ...(redactValue({ ...error }, redact, 0) as object), message, cause });
}

function copyOtherError(error: object, redact: Rewrite, message: string, cause: unknown): Error {
  const { name, code } = error as { name?: unknown; code?: unknown };
  const copy = new Error(message, cause === undefined ? undefined : { cause });
  if (typeof name === 'string' && name !== 'Error')
    Object.defineProperty(copy, 'name', { value: redact(name), configurable: true, writable: true });
  return typeof code === 'string' ? Object.assign(copy, { code: redact(code) }) : copy;
}

function hasSecret(fields: readonly unknown[], redact: Rewrite): boolean {
  const seen = new Set<unknown>();
  const holds = (value: unknown): boolean => {
    if (typeof value === 'string') return redact(value) !== value;
    if (!isObject(value) || seen.has(value)) return false;
    seen.add(value);
    // Bytes, and more than `maxObjects` objects, are not searched: the error is copied as if they contained a secret.
    if (ArrayBuffer.isView(value) || seen.size > maxObjects) return true;
    const { message, cause } = value as { message?: unknown; cause?: unknown };
    const names = Array.isArray(value) ? [] : Object.keys(value);
    return [message, cause, ...names, ...Object.values(value)].some(holds);
  };
  return holds(fields);
}

function redactValue(value: unknown, redact: Rewrite, depth: number): unknown {
  if (typeof value === 'string') return redact(value);
  if (!isObject(value)) return value;
  if (depth > maxFieldDepth || ArrayBuffer.isView(value)) return undefined;
  if (Array.isArray(value)) return value.map((one) => redactValue(one, redact, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [redact(name), redactValue(field, redact, depth + 1)]),
  );
}
