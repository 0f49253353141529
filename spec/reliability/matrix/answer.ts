/** One answer as it stands on the wire, and the places at which it is interrupted. */
const pieces = ['Once ', 'upon a ', 'time 🦔 ', 'there was.'];

/** What the answer says. */
export const text = pieces.join('');

const chunk = (choices: readonly object[], more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'c1', created: 1, model: 'm', choices, ...more })}\n\n`;
const delta = (of: object, finish_reason: string | null = null): string =>
  chunk([{ index: 0, delta: of, finish_reason }]);

const role = delta({ role: 'assistant', content: '' });
const usage = chunk([], { usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } });
const end = delta({}, 'stop') + usage + 'data: [DONE]\n\n';

/** The body of the answer. */
export const body = Buffer.from(role + pieces.map((content) => delta({ content })).join('') + end);

/** The body of an answer that calls the tool `wait`. */
export const callingBody = Buffer.from(
  role +
    delta({
      tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'wait', arguments: '{}' } }],
    }) +
    delta({}, 'tool_calls') +
    usage +
    'data: [DONE]\n\n',
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
