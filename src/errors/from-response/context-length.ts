import type { ErrorBody } from './error-body.js';

const codes = /context_(length|window)_exceeded|exceed_context_size|too_many_tokens/i;
const subject =
  /context (length|size|window|limit)|(input|prompt|model) (length|is too|token)|tokens. must be/i;
const excess = /exceed|longer|greater|too l|maximum|only|<=/i;

/**
 * Whether an error means that the chat is too long for the model, by its code, its type or its message. `kind` is the status that
 * selects the class of the error; 0 if unknown. Source: `docs/wire-format.md`, "A chat that is too long".
 */
export function isContextLengthError({ code, type, message }: ErrorBody, kind: number): boolean {
  return (
    codes.test(`${code} ${type}`) ||
    ([0, 400, 413, 422, 500].includes(kind) && subject.test(message) && excess.test(message))
  );
}
