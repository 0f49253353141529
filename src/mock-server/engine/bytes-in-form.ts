import type { WireForm } from './engine-answer.js';

/** A text as it is written: with the ends of lines, and in pieces of the size, that the form asks for. */
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
