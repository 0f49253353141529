// To add a string that deltas append to: name it here, in `ChunkDelta` of wire/chat-completion-chunk.ts and in `CompletionMessage` of
// wire/chat-completion.ts. `content` and the reasoning are not in this list, since servers send them under several names and as
// parts; see delta-text.ts.

import { isNonEmptyString } from '../json/is-non-empty-string.js';

/** Fields of a delta that are appended to the field of the same name of the message, and count as output. */
export const textFields = ['refusal'] as const;

/** The strings so far; fields without text are absent. */
export type TextFields = Readonly<Partial<Record<(typeof textFields)[number], string>>>;

/** Appends the text fields of a delta; returns `before` itself if it has none. */
export function appendTextFields(before: TextFields, delta: Readonly<Record<string, unknown>>): TextFields {
  let texts = before;
  for (const field of textFields) {
    const more = delta[field];
    if (isNonEmptyString(more)) texts = { ...texts, [field]: (texts[field] ?? '') + more };
  }
  return texts;
}
