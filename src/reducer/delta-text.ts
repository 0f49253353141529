import type { ChunkDelta, DeltaContentPart } from '../wire/chat-completion-chunk.js';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isRecord } from '../json/is-record.js';

/** Returns the text that a delta appends to the content; an empty string if there is none. */
export function getContent(delta: ChunkDelta): string {
  const { content } = delta;
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? joinParts(content as readonly DeltaContentPart[], 'text') : '';
}

/** Returns the text that a delta appends to the reasoning, from any of the fields that servers use for it. */
export function getReasoning(delta: ChunkDelta): string {
  if (isNonEmptyString(delta.reasoning_content)) return delta.reasoning_content;
  if (isNonEmptyString(delta.reasoning)) return delta.reasoning;
  return Array.isArray(delta.content)
    ? joinParts(delta.content as readonly DeltaContentPart[], 'thinking')
    : '';
}

/** Text of the parts of one type; Mistral's `thinking` parts contain text parts themselves. */
function joinParts(parts: readonly DeltaContentPart[], type: 'text' | 'thinking'): string {
  let text = '';
  for (const part of parts) {
    if (!isRecord(part) || part.type !== type) continue;
    const inner: unknown = part[type];
    if (typeof inner === 'string') text += inner;
    else if (Array.isArray(inner)) text += inner.map(plainText).join('');
  }
  return text;
}

function plainText(part: unknown): string {
  return isRecord(part) && typeof part['text'] === 'string' ? part['text'] : '';
}
