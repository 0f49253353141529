import { isRecord } from '../json/is-record.js';

/** A character that can be seen: not a space of any kind, a control character, or one that is never displayed. */
const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}]/u;

/** Whether the content of a message is missing, blank, or an array of parts that are blank or refusals. */
export function isBlankContent(content: unknown): boolean {
  if (Array.isArray(content)) return content.every((part) => isBlankPart(part) || isRefusal(part));
  return content == null || isBlankText(content);
}

/** Whether a string has no visible character. */
export function isBlankText(text: unknown): boolean {
  return typeof text === 'string' && !visible.test(text);
}

/** Whether a part of a message is missing, or is a text part without a visible character. */
export function isBlankPart(part: unknown): boolean {
  return isRecord(part) ? part['type'] === 'text' && isBlankText(part['text'] ?? '') : part == null;
}

function isRefusal(part: unknown): boolean {
  return isRecord(part) && part['type'] === 'refusal';
}
