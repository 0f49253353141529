import type { Delivery } from './engine-answer.js';

/** Encodes a string for writing, with the line endings and split size of `delivery`. */
export function bytesToWrite(
  text: string,
  { lineEnd = '\n', split }: Delivery = {},
): readonly (Uint8Array | string)[] {
  const lines = lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd);
  if (split === undefined) return [lines];

  const bytes = new TextEncoder().encode(lines);
  return Array.from({ length: Math.ceil(bytes.length / split) }, (_, index) =>
    bytes.subarray(index * split, (index + 1) * split),
  );
}
