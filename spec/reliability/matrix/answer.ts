import type { ChatCompletionChunk } from 'venice-rx';
import { chunk, finish, role, toolCall, usage } from 'venice-rx/testing';

const pieces = ['Once ', 'upon a ', 'time 🦔 ', 'there was.'];

/** The text of the answer. */
export const text = pieces.join('');

/** The bytes of a stream of these chunks. */
function toBytes(...chunks: readonly ChatCompletionChunk[]): Buffer {
  const frames = chunks.map((part) => `data: ${JSON.stringify(part)}\n\n`);
  return Buffer.from(`${frames.join('')}data: [DONE]\n\n`);
}

/** The body of the answer. */
export const body = toBytes(role(), ...pieces.map((piece) => chunk(piece)), finish(), usage());

/** The body of an answer that calls the tool `wait`. */
export const callingBody = toBytes(
  role(),
  toolCall({ name: 'wait', arguments: {} }),
  finish('tool_calls'),
  usage(),
);

const offsetAfter = (marker: string, more = 0): number =>
  body.indexOf(marker) + Buffer.byteLength(marker) + more;

/** Offsets in the body at which the answer is interrupted. */
export const places = {
  start: 0,
  firstByte: 1,
  midChunk: offsetAfter('"content":"upon'),
  utf8: offsetAfter('"content":"time ', 2),
  finish: offsetAfter('"finish_reason":"stop"}]}\n\n'),
  done: body.length,
};

/** The end of the last frame that begins before `at`; 0 if none does. */
export function getFrameEnd(at: number): number {
  const isWhole = at === 0 || body.subarray(0, at).toString('latin1').endsWith('\n\n');
  return isWhole ? at : body.indexOf('\n\n', at) + 2;
}

/** The text of the complete frames before an offset; undefined if no frame is complete. */
export function getTextUntil(at: number): string | undefined {
  const whole = body.subarray(0, at).toString().split('\n\n').slice(0, -1);
  if (whole.length === 0) return undefined;
  return pieces.filter((piece) => whole.some((frame) => frame.includes(`"content":"${piece}"`))).join('');
}
