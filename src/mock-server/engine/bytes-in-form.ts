import type { WireForm } from './engine-answer.js';

/** Encodes a string for writing, with the line endings and split size of the given form. */
export function bytesInForm(
  text: string,
  { lineEnd = '\n', split }: WireForm = {},
): readonly (Uint8Array | string)[] {
  const lines = lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd);
  if (split === undefined) return [lines];

  const bytes = new TextEncoder().encode(lines);
  return Array.from({ length: Math.ceil(bytes.length / split) }, (_, index) =>
    bytes.subarray(index * split, (index + 1) * split),
  );
}
