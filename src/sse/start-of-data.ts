import { maxFrameLength } from './frame-parser.js';

const lineFeed = 0x0a;
const space = 0x20;
const brace = 0x7b;
const bracket = 0x5b;

/**
 * Returns the position of the data of the frame at `at`, if the frame has only one line, which ends at `end`; otherwise -1. Nearly all frames
 * of chats have only one line. Source: WHATWG HTML, section 9.2.6.
 */
export function startOfData(text: string, at: number, end: number): number {
  if (end < 0 || text.charCodeAt(end + 1) !== lineFeed || !text.startsWith('data:', at)) return -1;
  const start = text.charCodeAt(at + 5) === space ? at + 6 : at + 5;
  const first = text.charCodeAt(start);
  return (first === brace || first === bracket) && end - start <= maxFrameLength ? start : -1;
}
