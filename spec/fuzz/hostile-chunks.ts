import * as fc from 'fast-check';
import {
  deepText,
  hostileNumber,
  hostileRecord,
  hostileText,
  hostileValue,
  withRandomEdits,
} from './hostile-json.js';

const text = fc.oneof(fc.constantFrom('Hel', 'lo', ' ', '{"a":', '1}', '🦔'), hostileText);
const id = fc.constantFrom('call_1', 'call_2', '', 'web_search_call');
const index = fc.constantFrom(0, 1, 2);

const toolCall = hostileRecord({
  index,
  id,
  type: fc.constant('function'),
  function: hostileRecord({
    name: fc.constantFrom('time', 'weather', ''),
    arguments: fc.oneof(text, fc.constantFrom('{}', '{"a":1}', '{"__proto__":{"polluted":1}}')),
  }),
});
const toolCalls = fc.array(toolCall, { maxLength: 3 });
const logprobs = hostileRecord({
  content: fc.array(hostileValue, { maxLength: 2 }),
  refusal: fc.constant(null),
  token: hostileText,
});
const usage = hostileRecord({
  prompt_tokens: hostileNumber,
  completion_tokens: hostileNumber,
  total_tokens: hostileNumber,
  prompt_tokens_details: hostileValue,
});
const finish = fc.constantFrom(null, 'stop', 'length', 'tool_calls', 'content_filter');
const message = {
  role: fc.constant('assistant'),
  content: fc.oneof(
    text,
    fc.constant(null),
    fc.array(hostileRecord({ type: fc.constantFrom('text', 'thinking'), text })),
  ),
  reasoning_content: text,
  reasoning: text,
  reasoning_encrypted: fc.boolean(),
  reasoning_details: fc.array(hostileValue, { maxLength: 2 }),
  annotations: fc.array(hostileValue, { maxLength: 2 }),
  refusal: text,
  tool_calls: toolCalls,
};
const envelope = {
  id: fc.constantFrom('c1', ''),
  created: hostileNumber,
  model: fc.constantFrom('m', ''),
  usage,
  cost: hostileRecord({ usd: hostileNumber, diem: hostileNumber }),
  venice_parameters: hostileValue,
};

/** A chunk whose fields have values of any type. */
export const hostileChunk: fc.Arbitrary<unknown> = hostileRecord({
  ...envelope,
  object: fc.constantFrom('chat.completion.chunk', '', 'chat.completion'),
  choices: fc.array(
    hostileRecord({ index, delta: hostileRecord(message), finish_reason: finish, logprobs }),
    {
      maxLength: 3,
    },
  ),
});

/** A completion in one piece whose fields have values of any type. */
export const hostileCompletion: fc.Arbitrary<unknown> = hostileRecord({
  ...envelope,
  object: fc.constantFrom('chat.completion', 'chat.completion.chunk', ''),
  choices: fc.array(
    hostileRecord({ index, message: hostileRecord(message), finish_reason: finish, logprobs }),
    {
      maxLength: 3,
    },
  ),
});

/** A chunk with a deeply nested value in one of several fields. */
const deepChunk = fc
  .tuple(
    fc.constantFrom(
      '"x":',
      '"error":',
      '"usage":',
      '"choices":[{"index":0,"delta":{"tool_calls":[{"function":{"arguments":',
    ),
    deepText,
  )
  .map(([place, deep]) => `{${place}${deep}${place.includes('choices') ? '}}]}}]' : ''}}`);

const lineEnd = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', '\r');

/** One frame: a chunk, an error, something else, or nothing. */
const frame = fc
  .record({
    before: fc.constantFrom(
      'data: ',
      'data: ',
      'data: ',
      'data: ',
      'data:',
      ': ping\n\ndata: ',
      'event: error\ndata: ',
      'id: 1\ndata: ',
    ),
    data: fc.oneof(
      { weight: 20, arbitrary: hostileChunk.map((chunk) => JSON.stringify(chunk)) },
      { weight: 3, arbitrary: withRandomEdits(hostileChunk.map((chunk) => JSON.stringify(chunk))) },
      {
        weight: 1,
        arbitrary: hostileRecord({ error: hostileValue, choices: hostileValue }).map((error) =>
          JSON.stringify(error),
        ),
      },
      { weight: 1, arbitrary: deepChunk },
      { weight: 1, arbitrary: fc.constantFrom('[DONE]', '', ' ', '{', 'null', '[]', '0', '"text"') },
    ),
    end: lineEnd,
  })
  .map(({ before, data, end }) => `${before}${data}\n\n`.replaceAll('\n', end));

/** Frames with the same JSON structure, so many that most of them are read with a template. */
const similarFrames = fc
  .tuple(hostileChunk, fc.array(fc.tuple(text, hostileNumber), { minLength: 66, maxLength: 90 }))
  .map(([chunk, values]) =>
    values
      .map(([content, total]) => {
        const usage = { total_tokens: total };
        const choices = [{ index: 0, delta: { content, vendor: chunk } }];
        return `data: ${JSON.stringify({ id: 'c1', choices, usage })}\n\n`;
      })
      .join(''),
  );

/** The text of a stream. */
const stream = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: similarFrames }),
    fc.array(frame, { maxLength: 8 }),
    fc.constantFrom(
      '',
      'data: [DONE]\n\n',
      'data: [DONE]\n\n',
      '\ufeff',
      'data: {"choices":[{"finish_reason":"stop"}]}',
    ),
  )
  .map(([before, frames, end]) => before + frames.join('') + end);

/** Bytes of a stream, and the positions at which they are split into reads. */
export interface HostileStream {
  readonly bytes: Uint8Array;
  readonly cuts: readonly number[];
}

/** A stream with faults of a broken or hostile server, such as invalid frames and bytes. */
export const hostileStream: fc.Arbitrary<HostileStream> = fc
  .record({
    bytes: fc.oneof(
      { weight: 8, arbitrary: stream.map((text) => new TextEncoder().encode(text)) },
      { weight: 4, arbitrary: withRandomEdits(stream).map((text) => new TextEncoder().encode(text)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    ),
    replacements: fc.array(
      fc.tuple(fc.nat(), fc.constantFrom(0x00, 0x0d, 0x0a, 0x80, 0xc0, 0xed, 0xf5, 0xff)),
      {
        maxLength: 2,
      },
    ),
    cuts: fc.array(fc.nat(), { maxLength: 8 }),
  })
  .map(({ bytes, replacements, cuts }) => {
    const copy = bytes.slice();
    for (const [at, byte] of replacements) if (copy.length > 0) copy[at % copy.length] = byte;
    return { bytes: copy, cuts: cuts.map((cut) => cut % (copy.length + 1)) };
  });

/** The bytes between the cuts. */
export function toPieces({ bytes, cuts }: HostileStream): readonly Uint8Array[] {
  const ends = [...[...cuts].sort((one, other) => one - other), bytes.length];
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}
