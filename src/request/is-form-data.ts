/**
 * Whether a body is a `FormData`. Only an object with a `Symbol.toStringTag` is compared with the global `FormData`: in Node, the first
 * use of this global loads the whole implementation of `fetch`, which would delay the first request of a program.
 */
export function isFormData(value: unknown): value is FormData {
  return Symbol.toStringTag in Object(value) && value instanceof FormData;
}
