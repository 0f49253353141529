/**
 * Whether a body is a `FormData`. Reads the global of that name only for an object with a tag: in Node its first use loads the whole
 * implementation of `fetch`, which would delay the first request of a program.
 */
export function isFormData(value: unknown): value is FormData {
  return Symbol.toStringTag in Object(value) && value instanceof FormData;
}
