import { type Row, stream } from './row.js';

const finish = 'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}\n\n';
const done = 'data: [DONE]\n\n';

/** Shapes of tool calls of other servers and gateways. */
export const toolCallShapes: readonly Row[] = [
  {
    name: 'two whole calls without index',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"id":"t1","function":{"name":"f","arguments":"{\\"a\\":1}"}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"id":"t2","function":{"name":"g","arguments":"{\\"b\\":2}"}}]}}]}\n\n',
      finish,
      done,
    ],
    outcome: {
      chunks: 3,
      id: 'c1',
      text: [null],
      finish: ['tool_calls'],
      toolCalls: [
        { id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
        { id: 't2', type: 'function', function: { name: 'g', arguments: '{"b":2}' } },
      ],
    },
  },
  {
    name: 'two calls whose pieces alternate, with index',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":""}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"t2","type":"function","function":{"name":"g","arguments":"{\\"b\\""}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"a\\":1}"}},{"index":1,"function":{"arguments":":2}"}}]}}]}\n\n',
      finish,
      done,
    ],
    outcome: {
      chunks: 4,
      id: 'c1',
      text: [null],
      finish: ['tool_calls'],
      toolCalls: [
        { id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
        { id: 't2', type: 'function', function: { name: 'g', arguments: '{"b":2}' } },
      ],
    },
  },
  {
    name: 'two calls at the same index, told apart by their ids only',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"a\\""}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t2","type":"function","function":{"name":"f","arguments":"{\\"a\\":2}"}}]}}]}\n\n',
      finish,
      done,
    ],
    outcome: {
      chunks: 4,
      id: 'c1',
      text: [null],
      finish: ['tool_calls'],
      toolCalls: [
        { id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
        { id: 't2', type: 'function', function: { name: 'f', arguments: '{"a":2}' } },
      ],
    },
  },
  {
    name: 'later pieces with an empty id and name',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"a\\""}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"","type":"function","function":{"name":"","arguments":":1"}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"","type":"","function":{"name":"","arguments":"}"}}]}}]}\n\n',
      finish,
      done,
    ],
    outcome: {
      chunks: 4,
      id: 'c1',
      text: [null],
      finish: ['tool_calls'],
      toolCalls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
    },
  },
  {
    name: 'later pieces with null',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":null}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":null,"type":null,"function":{"name":null,"arguments":"{}"}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":null,"type":null,"function":null}]}}]}\n\n',
      finish,
      done,
    ],
    outcome: {
      chunks: 4,
      id: 'c1',
      text: [null],
      finish: ['tool_calls'],
      toolCalls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
  },
  {
    name: 'the id and the name repeated on every piece',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"a\\""}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":":1}"}}]}}]}\n\n',
      finish,
      done,
    ],
    outcome: {
      chunks: 3,
      id: 'c1',
      text: [null],
      finish: ['tool_calls'],
      toolCalls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
    },
  },
  {
    name: 'thought_signature next to the function, on the second piece',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":""}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"},"thought_signature":"c2ln"}]}}]}\n\n',
      finish,
      done,
    ],
    outcome: {
      chunks: 3,
      id: 'c1',
      text: [null],
      finish: ['tool_calls'],
      toolCalls: [
        { id: 't1', type: 'function', function: { name: 'f', arguments: '{}' }, thought_signature: 'c2ln' },
      ],
    },
  },
  {
    name: 'documents of a web search as a call, before the content',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"web_search_call","type":"function","function":{"name":"web_search","arguments":"{\\"documents\\":[]}"}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n',
      finish,
      done,
    ],
    outcome: {
      chunks: 3,
      id: 'c1',
      text: ['Hello'],
      finish: ['tool_calls'],
      toolCalls: [
        {
          id: 'web_search_call',
          type: 'function',
          function: { name: 'web_search', arguments: '{"documents":[]}' },
        },
      ],
    },
  },
  {
    name: 'a name without index, then pieces without a name and with other ids (NousResearch/hermes-agent#5254)',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":""}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"id":"2","type":"function","function":{"arguments":"{\\"a\\""}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"id":"3","type":"function","function":{"arguments":":1}"}}]}}]}\n\n',
      finish,
      done,
    ],
    outcome: {
      chunks: 4,
      id: 'c1',
      text: [null],
      finish: ['tool_calls'],
      toolCalls: [{ id: '1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
    },
  },
  {
    name: 'two whole calls at index 0 with empty ids',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"","function":{"name":"f","arguments":"{\\"a\\":1}"}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"","function":{"name":"f","arguments":"{\\"a\\":2}"}}]}}]}\n\n',
      finish,
      done,
    ],
    outcome: {
      chunks: 3,
      id: 'c1',
      text: [null],
      finish: ['tool_calls'],
      toolCalls: [
        { id: '', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
        { id: '', type: 'function', function: { name: 'f', arguments: '{"a":2}' } },
      ],
    },
  },
  {
    name: 'a placeholder before the arguments, and the arguments repeated (microsoft/autogen#6843, #7549)',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"a\\""}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":": 1}"}}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]}}]}\n\n',
      finish,
      done,
    ],
    outcome: {
      chunks: 5,
      id: 'c1',
      text: [null],
      finish: ['tool_calls'],
      toolCalls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{"a": 1}' } }],
    },
  },
];
