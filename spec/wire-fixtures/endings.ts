import { pause, reset } from './raw-server.js';
import { type Row, chunkedStream, stream } from './row.js';

const hello = 'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}\n\n';
const usage =
  '"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7},"cost":{"usd":0.001,"diem":0}';
const done = 'data: [DONE]\n\n';

const cut = 'the stream ended before the answer was complete: neither [DONE] nor finish_reason was received';
const noFinishReason =
  'the stream ended with [DONE], but without the finish_reason of every choice; if this server never sends one, set `requireFinishReason: false`';
const broken = 'the stream broke off before the answer was complete';

/** Answers that end in different ways. */
export const endings: readonly Row[] = [
  {
    name: 'finish_reason, usage and cost on one chunk',
    wire: [
      stream,
      hello,
      `data: {"id":"c1","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],${usage}}\n\n`,
      done,
    ],
    outcome: { chunks: 2, id: 'c1', text: ['Hello'], finish: ['stop'], tokens: 7, usd: 0.001 },
  },
  {
    name: 'finish_reason, usage and cost on one chunk, after a tool call',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":"","tool_calls":[{"index":0,"id":"call_7","type":"function","function":{"name":"weather","arguments":"{}"}}]}}]}\n\n',
      `data: {"id":"c1","choices":[{"index":0,"delta":{"content":null,"tool_calls":null},"finish_reason":"tool_calls"}],${usage}}\n\n`,
      done,
    ],
    outcome: {
      chunks: 2,
      id: 'c1',
      text: [''],
      finish: ['tool_calls'],
      toolCalls: [{ id: 'call_7', type: 'function', function: { name: 'weather', arguments: '{}' } }],
      tokens: 7,
      usd: 0.001,
    },
  },
  {
    name: 'finish_reason, then usage and cost without choices',
    wire: [
      stream,
      hello,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":null},"finish_reason":"stop"}]}\n\n',
      `data: {"id":"c1","choices":[],${usage}}\n\n`,
      done,
    ],
    outcome: { chunks: 3, id: 'c1', text: ['Hello'], finish: ['stop'], tokens: 7, usd: 0.001 },
  },
  {
    name: 'finish_reason, then usage and cost, after null fields, reasoning and a tool call in pieces',
    wire: [
      stream,
      'data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning_content":null,"tool_calls":null},"finish_reason":null,"logprobs":null}],"usage":null}\n\n',
      'data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":null,"content":"","reasoning_content":"Look ","tool_calls":null},"finish_reason":null,"logprobs":null}],"usage":null}\n\n',
      'data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":null,"content":"","reasoning_content":"outside.","tool_calls":null},"finish_reason":null,"logprobs":null}],"usage":null}\n\n',
      'data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":null,"content":"","tool_calls":[{"index":0,"id":"call_7","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}],"usage":null}\n\n',
      'data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":null,"content":"","tool_calls":[{"index":0,"id":null,"type":null,"function":{"name":null,"arguments":""}}]},"finish_reason":null}],"usage":null}\n\n',
      'data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":null,"content":"","tool_calls":[{"index":0,"id":null,"type":null,"function":{"name":null,"arguments":"{\\"city\\":\\"Oslo\\"}"}}]},"finish_reason":null}],"usage":null}\n\n',
      'data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":null,"content":null,"tool_calls":null},"finish_reason":"tool_calls","logprobs":null}]}\n\n',
      `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],${usage}}\n\n`,
      done,
    ],
    outcome: {
      chunks: 8,
      id: 'c1',
      text: [''],
      finish: ['tool_calls'],
      reasoning: ['Look outside.'],
      toolCalls: [
        { id: 'call_7', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
      ],
      tokens: 7,
      usd: 0.001,
    },
  },
  {
    name: 'content and finish_reason on one chunk',
    wire: [
      stream,
      hello,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":" wor"},"finish_reason":"length"}]}\n\n',
      `data: {"id":"c1","choices":[],${usage}}\n\n`,
      done,
    ],
    outcome: { chunks: 3, id: 'c1', text: ['Hello wor'], finish: ['length'], tokens: 7, usd: 0.001 },
  },
  {
    name: 'citations after the usage',
    wire: [
      stream,
      hello,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":null},"finish_reason":"stop"}]}\n\n',
      `data: {"id":"c1","choices":[],${usage}}\n\n`,
      'data: {"id":"c1","choices":[],"venice_parameters":{"web_search_citations":[{"title":"T","url":"https://a.example/"}]}}\n\n',
      done,
    ],
    outcome: {
      chunks: 4,
      id: 'c1',
      text: ['Hello'],
      finish: ['stop'],
      tokens: 7,
      usd: 0.001,
      extras: { venice_parameters: { web_search_citations: [{ title: 'T', url: 'https://a.example/' }] } },
    },
  },
  {
    name: 'an error in the stream: the model is overloaded',
    wire: [
      stream,
      hello,
      'data: {"error":{"message":"The model is overloaded.","type":"server_error","code":"model_overloaded","param":null,"retry_after":12}}\n\n',
      done,
    ],
    outcome: {
      chunks: 1,
      id: 'c1',
      text: ['Hello'],
      finish: [null],
      error: 'RateLimitError',
      message: 'The model is overloaded. (in an answer with status 200)',
      isRetryable: true,
      code: 'model_overloaded',
      inBand: true,
      retryAfter: 12_000,
      reason: 'overloaded',
    },
  },
  {
    name: 'an error in the stream: the provider blocks the content',
    wire: [
      stream,
      'data: {"error":{"message":"Blocked.","type":"content_filter_error","code":"content_blocked_by_provider"}}\n\n',
      done,
    ],
    outcome: {
      error: 'UnprocessableEntityError',
      message: 'Blocked. (in an answer with status 200)',
      isRetryable: false,
      code: 'content_blocked_by_provider',
      inBand: true,
    },
  },
  {
    name: 'an error in the stream: an attestation is stale',
    wire: [
      stream,
      hello,
      'data: {"error":{"message":"Stale.","type":"api_error","code":"e2ee_attestation_stale"}}\n\n',
      done,
    ],
    outcome: {
      chunks: 1,
      id: 'c1',
      text: ['Hello'],
      finish: [null],
      error: 'InternalServerError',
      message: 'Stale. (in an answer with status 200)',
      isRetryable: true,
      code: 'e2ee_attestation_stale',
      inBand: true,
    },
  },
  {
    name: 'a soft refusal: finish_reason content_filter',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"content_filter"}]}\n\n',
      done,
    ],
    outcome: { chunks: 1, id: 'c1', text: [''], finish: ['content_filter'] },
  },
  {
    name: 'a cut: the connection ends',
    wire: [stream, hello],
    outcome: {
      chunks: 1,
      id: 'c1',
      text: ['Hello'],
      finish: [null],
      error: 'TruncatedStreamError',
      message: cut,
      isRetryable: true,
    },
  },
  {
    name: 'a cut: the chunked coding ends regularly',
    wire: [chunkedStream, `5a\r\n${hello}\r\n`, '0\r\n\r\n'],
    outcome: {
      chunks: 1,
      id: 'c1',
      text: ['Hello'],
      finish: [null],
      error: 'TruncatedStreamError',
      message: cut,
      isRetryable: true,
    },
  },
  {
    name: 'a cut: the chunked coding breaks off',
    wire: [chunkedStream, `5a\r\n${hello}\r\n`],
    outcome: {
      chunks: 1,
      id: 'c1',
      text: ['Hello'],
      finish: [null],
      error: 'TruncatedStreamError',
      message: broken,
      isRetryable: true,
      cause: 'APIConnectionError',
    },
  },
  {
    name: 'a cut: the connection is reset, even after finish_reason',
    wire: [
      chunkedStream,
      '5e\r\ndata: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":"stop"}]}\n\n\r\n',
      pause(20),
      reset,
    ],
    outcome: {
      chunks: 1,
      id: 'c1',
      text: ['Hello'],
      finish: ['stop'],
      error: 'TruncatedStreamError',
      message: broken,
      isRetryable: true,
      cause: 'APIConnectionError',
    },
  },
  {
    name: 'a clean end after finish_reason, without [DONE]',
    wire: [
      stream,
      hello,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":null},"finish_reason":"stop"}]}\n\n',
    ],
    outcome: { chunks: 2, id: 'c1', text: ['Hello'], finish: ['stop'] },
  },
  ...[true, false].map((isDone): Row => ({
    name: `finish_reason before all content, ${isDone ? 'with' : 'without'} [DONE]`,
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant"},"finish_reason":"stop"}]}\n\n',
      hello,
      ...(isDone ? [done] : []),
    ],
    outcome: {
      chunks: 2,
      id: 'c1',
      text: ['Hello'],
      finish: ['stop'],
      ...(!isDone && {
        error: 'TruncatedStreamError',
        message:
          'the stream ended before the answer was complete: neither [DONE] nor finish_reason was received',
        isRetryable: true,
      }),
    },
  })),
  {
    name: '[DONE] without finish_reason',
    wire: [stream, hello, done],
    outcome: {
      chunks: 1,
      id: 'c1',
      text: ['Hello'],
      finish: [null],
      error: 'TruncatedStreamError',
      message: noFinishReason,
      isRetryable: true,
      reason: 'no-finish-reason',
    },
  },
  {
    name: '[DONE] after the finish_reason of only one choice',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":1,"delta":{"content":"Hi"},"finish_reason":"stop"},{"index":0,"delta":{"content":"Hel"}}]}\n\n',
      done,
    ],
    outcome: {
      chunks: 1,
      id: 'c1',
      text: ['Hel', 'Hi'],
      finish: [null, 'stop'],
      error: 'TruncatedStreamError',
      message: noFinishReason,
      isRetryable: true,
      reason: 'no-finish-reason',
    },
  },
  {
    name: '[DONE] in the middle of a tool call',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_7","function":{"name":"weather","arguments":"{\\"ci"}}]}}]}\n\n',
      `data: {"id":"c1","choices":[],${usage}}\n\n`,
      done,
    ],
    outcome: {
      chunks: 2,
      id: 'c1',
      text: [null],
      finish: [null],
      toolCalls: [{ id: 'call_7', type: 'function', function: { name: 'weather', arguments: '{"ci' } }],
      tokens: 7,
      usd: 0.001,
      error: 'TruncatedStreamError',
      message: noFinishReason,
      isRetryable: true,
      reason: 'no-finish-reason',
    },
  },
  {
    name: '[DONE] before any choice, after usage and cost',
    wire: [stream, `data: {"id":"c1","choices":[],${usage}}\n\n`, done],
    outcome: {
      chunks: 1,
      id: 'c1',
      text: [],
      finish: [],
      tokens: 7,
      usd: 0.001,
      error: 'TruncatedStreamError',
      message: 'the stream ended with [DONE] before any choice was received',
      isRetryable: true,
      reason: 'no-finish-reason',
    },
  },
  {
    name: '[DONE] and nothing before it',
    wire: [stream, done],
    outcome: {
      error: 'TruncatedStreamError',
      message: 'the stream ended with [DONE] before any chunk was received',
      isRetryable: true,
      reason: 'no-finish-reason',
    },
  },
];
