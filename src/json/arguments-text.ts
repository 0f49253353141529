import { isObject } from './is-record.js';

/**
 * Returns the arguments of a tool call as a string. Some servers send them as an object instead of JSON; one that is too deep to
 * serialize becomes `[]`, which no tool accepts. Any other value that is not a string adds nothing, unless it is a number.
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

/** Whether arguments only stand for "none": models and servers write `{}` or `null` before, after or instead of an object. */
export function isPlaceholder(text: string): boolean {
  return text.length <= 8 && /^\s*(?:\{\s*\}|null)\s*$/.test(text);
}
