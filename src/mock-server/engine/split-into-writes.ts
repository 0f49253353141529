import type { Delivery } from './engine-answer.js';

/** Splits a string into the parts to write separately, with the line endings of `delivery`. */
export function splitIntoWrites(
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
