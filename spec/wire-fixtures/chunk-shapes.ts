import { type Row, stream } from './row.js';

const done = 'data: [DONE]\n\n';

/** Shapes of chunks of other servers and gateways. */
export const chunkShapes: readonly Row[] = [
  {
    name: 'a first chunk without choices, and two ids in one stream',
    wire: [
      stream,
      'data: {"id":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}\n\n',
      'data: {"id":"c2","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}\n\n',
      done,
    ],
    outcome: {
      chunks: 3,
      id: 'c1',
      text: ['Hello'],
      finish: ['stop'],
      extras: { prompt_filter_results: [{ prompt_index: 0 }] },
    },
  },
  {
    name: 'usage on a chunk without the field choices',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":"stop"}]}\n\n',
      'data: {"id":"c1","usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}\n\n',
      done,
    ],
    outcome: { chunks: 2, id: 'c1', text: ['Hello'], finish: ['stop'], tokens: 7 },
  },
  {
    name: 'chunks whose object is chat.completion, the last of them with usage only',
    wire: [
      stream,
      'data: {"id":"c1","object":"chat.completion","choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n',
      'data: {"id":"c1","object":"chat.completion","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
      'data: {"id":"c1","object":"chat.completion","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}\n\n',
      done,
    ],
    outcome: { chunks: 3, id: 'c1', text: ['Hello'], finish: ['stop'], tokens: 7 },
  },
  {
    name: 'usage and role on every chunk, and citations next to the choices',
    wire: [
      stream,
      'data: {"id":"c1","citations":["https://a.example/"],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6},"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}\n\n',
      'data: {"id":"c1","citations":["https://a.example/"],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7},"choices":[{"index":0,"delta":{"role":"assistant","content":"lo"},"finish_reason":"stop"}]}\n\n',
      done,
    ],
    outcome: {
      chunks: 2,
      id: 'c1',
      text: ['Hello'],
      finish: ['stop'],
      tokens: 7,
      extras: { citations: ['https://a.example/'] },
    },
  },
  {
    name: 'reasoning under the name `reasoning`, and usage in a block of the vendor',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","reasoning":"Say "}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning":"hello."}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"x_vendor":{"usage":{"total_tokens":7}}}\n\n',
      done,
    ],
    outcome: {
      chunks: 4,
      id: 'c1',
      text: ['Hello'],
      finish: ['stop'],
      reasoning: ['Say hello.'],
      fields: [{ reasoning: 'Say hello.' }],
      extras: { x_vendor: { usage: { total_tokens: 7 } } },
    },
  },
  {
    name: 'content and reasoning_content in every delta, one of them null',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":null,"reasoning_content":"Say "}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":null,"reasoning_content":"hello."}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hel","reasoning_content":null}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"lo","reasoning_content":null},"finish_reason":"stop"}]}\n\n',
      done,
    ],
    outcome: { chunks: 4, id: 'c1', text: ['Hello'], finish: ['stop'], reasoning: ['Say hello.'] },
  },
  {
    name: 'content as an array of parts',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Say hello."}]}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":[{"type":"text","text":"Hel"},{"type":"text","text":"lo"}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"!"},"finish_reason":"stop"}]}\n\n',
      done,
    ],
    outcome: { chunks: 3, id: 'c1', text: ['Hello!'], finish: ['stop'], reasoning: ['Say hello.'] },
  },
  {
    name: 'reasoning before any role',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning_content":"Say hello."}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
      done,
    ],
    outcome: { chunks: 3, id: 'c1', text: ['Hello'], finish: ['stop'], reasoning: ['Say hello.'] },
  },
  {
    name: 'no role at all',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
      done,
    ],
    outcome: { chunks: 2, id: 'c1', text: ['Hello'], finish: ['stop'] },
  },
  {
    name: 'usage and cost without choices, which were not requested',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":"stop"}]}\n\n',
      'data: {"id":"c1","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7},"cost":{"usd":0.001,"diem":0}}\n\n',
      done,
    ],
    outcome: { chunks: 2, id: 'c1', text: ['Hello'], finish: ['stop'], tokens: 7, usd: 0.001 },
  },
  {
    name: 'finish_reason end_turn, and unknown fields of a delta',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hello","mood":"calm","stickers":[1]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"end_turn"}]}\n\n',
    ],
    outcome: {
      chunks: 2,
      id: 'c1',
      text: ['Hello'],
      finish: ['end_turn'],
      fields: [{ mood: 'calm', stickers: [1] }],
    },
  },
  {
    name: 'finish_reason tool_use',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_use"}]}\n\n',
    ],
    outcome: {
      chunks: 2,
      id: 'c1',
      text: [null],
      finish: ['tool_use'],
      toolCalls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
  },
  {
    name: 'two whole completions in one stream: a tool call, then text',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\n\n',
      'data: {"id":"c2","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}\n\n',
      'data: {"id":"c2","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}\n\n',
      done,
    ],
    outcome: {
      chunks: 4,
      id: 'c1',
      text: ['Hello'],
      finish: ['stop'],
      toolCalls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{}' } }],
      tokens: 7,
    },
  },
  {
    name: 'two whole completions in one stream, the second one cut',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":"stop"}]}\n\n',
      'data: {"id":"c2","choices":[{"index":0,"delta":{"role":"assistant","content":" wor"}}]}\n\n',
    ],
    outcome: {
      chunks: 2,
      id: 'c1',
      text: ['Hello wor'],
      finish: ['stop'],
      error: 'TruncatedStreamError',
      message:
        'the stream ended before the answer was complete: neither [DONE] nor finish_reason was received',
      isRetryable: true,
    },
  },
  {
    name: 'two choices whose chunks alternate, and which end at different times',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":1,"delta":{"content":"B"}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"A"}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":1,"delta":{"content":"b"},"finish_reason":"stop"}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"a"}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"length"}]}\n\n',
    ],
    outcome: { chunks: 5, id: 'c1', text: ['Aa', 'Bb'], finish: ['length', 'stop'] },
  },
  {
    name: 'two choices whose chunks alternate, of which one is cut',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"A"}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":1,"delta":{"content":"B"},"finish_reason":"stop"}]}\n\n',
    ],
    outcome: {
      chunks: 2,
      id: 'c1',
      text: ['A', 'B'],
      finish: [null, 'stop'],
      error: 'TruncatedStreamError',
      message:
        'the stream ended before the answer was complete: neither [DONE] nor finish_reason was received',
      isRetryable: true,
    },
  },
];
