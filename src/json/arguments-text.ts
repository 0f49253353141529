import { isObject } from './is-record.js';

/**
 * Returns the arguments of a tool call as a string. Some servers send an object instead of its JSON. An object that is too deep to
 * serialize becomes `[]`, which is invalid as arguments. A number becomes a string; a value of another type, an empty string.
 */
export function toArgumentsText(value: unknown): string {
  if (!isObject(value))
    return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  try {
    return JSON.stringify(value);
  } catch {
    return '[]';
  }
}

/** Maximum number of characters of a placeholder: `null` with some white space. Longer arguments need no search. */
const maxPlaceholderLength = 8;

/** Whether arguments are `{}` or `null`. Models and servers also write these before or after the actual arguments. */
export function isPlaceholder(text: string): boolean {
  return text.length <= maxPlaceholderLength && /^\s*(?:\{\s*\}|null)\s*$/.test(text);
}
