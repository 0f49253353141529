import type { ChatCompletionChunk } from 'venice-rx';
import { chunk, finish, role, toolCall, usage } from 'venice-rx/testing';

/** One answer as it stands on the wire, and the places at which it is interrupted. */
const pieces = ['Once ', 'upon a ', 'time 🦔 ', 'there was.'];

/** What the answer says. */
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

const behind = (marker: string, more = 0): number => body.indexOf(marker) + Buffer.byteLength(marker) + more;

/** Places in the body: how many bytes come before each. */
export const places = {
  start: 0,
  firstByte: 1,
  midChunk: behind('"content":"upon'),
  utf8: behind('"content":"time ', 2),
  finish: behind('"finish_reason":"stop"}]}\n\n'),
  done: body.length,
};

/** The end of the frame that is under way at a place. */
export function endOfFrame(at: number): number {
  const isWhole = at === 0 || body.subarray(0, at).toString('latin1').endsWith('\n\n');
  return isWhole ? at : body.indexOf('\n\n', at) + 2;
}

/** What the frames before a place say; undefined where none is whole. */
export function saidUntil(at: number): string | undefined {
  const whole = body.subarray(0, at).toString().split('\n\n').slice(0, -1);
  if (whole.length === 0) return undefined;
  return pieces.filter((piece) => whole.some((frame) => frame.includes(`"content":"${piece}"`))).join('');
}
