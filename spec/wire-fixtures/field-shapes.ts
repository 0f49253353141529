import { type Row, stream } from './row.js';

const done = 'data: [DONE]\n\n';

/** A chunk of one choice. */
function frame(delta: object, choice: object = {}): string {
  return `data: ${JSON.stringify({ id: 'c1', choices: [{ index: 0, delta, ...choice }] })}\n\n`;
}

const end = frame({ content: 'Yes' }, { finish_reason: 'stop' });
const answer = { id: 'c1', text: ['Yes'], finish: ['stop'] };
const claude = { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0 };

/** Fields of messages that later chunks add to. */
export const fieldShapes: readonly Row[] = [
  {
    name: 'reasoning_details in pieces of one index, and their signature alone',
    wire: [
      stream,
      frame({ reasoning_details: [{ ...claude, text: 'Let' }] }),
      frame({ reasoning_details: [{ ...claude, text: ' me see.' }] }),
      frame({ reasoning_details: [{ ...claude, signature: 'Et8B' }] }),
      end,
      done,
    ],
    outcome: {
      ...answer,
      chunks: 4,
      fields: [{ reasoning_details: [{ ...claude, text: 'Let me see.', signature: 'Et8B' }] }],
    },
  },
  {
    name: 'reasoning_details of two choices, of two types and without an index',
    wire: [
      stream,
      frame({ reasoning_details: [{ type: 'reasoning.summary', index: 0, summary: 'In ' }] }),
      frame({ reasoning_details: [{ type: 'x', text: 'other' }] }, { index: 1 }),
      frame({ reasoning_details: [{ type: 'reasoning.encrypted', index: 0, data: 'gA' }] }),
      frame({ reasoning_details: [{ type: 'x', text: 'choice' }] }, { index: 1, finish_reason: 'stop' }),
      frame({
        reasoning_details: [
          { type: 'reasoning.encrypted', index: 0, data: 'AA==' },
          { type: 'reasoning.summary', index: 0, summary: 'short.' },
        ],
      }),
      end,
      done,
    ],
    outcome: {
      id: 'c1',
      chunks: 6,
      text: ['Yes', null],
      finish: ['stop', 'stop'],
      fields: [
        {
          reasoning_details: [
            { type: 'reasoning.summary', index: 0, summary: 'In short.' },
            { type: 'reasoning.encrypted', index: 0, data: 'gAAA==' },
          ],
        },
        {
          reasoning_details: [
            { type: 'x', text: 'other' },
            { type: 'x', text: 'choice' },
          ],
        },
      ],
    },
  },
  {
    name: 'reasoning in the field `reasoning`',
    wire: [stream, frame({ reasoning: 'Hm' }), frame({ reasoning: '.' }), end, done],
    outcome: { ...answer, chunks: 3, reasoning: ['Hm.'], fields: [{ reasoning: 'Hm.' }] },
  },
  {
    name: 'thinking_blocks in pieces, with an opaque one between them',
    wire: [
      stream,
      frame({ thinking_blocks: [{ type: 'thinking', thinking: 'Step 1. ', signature: '' }] }),
      frame({ thinking_blocks: [{ type: 'thinking', thinking: 'Step 2.', signature: '' }] }),
      frame({ thinking_blocks: [{ type: 'thinking', thinking: '', signature: 's1' }] }),
      frame({ thinking_blocks: [{ type: 'redacted_thinking', data: 'x' }] }),
      frame({ thinking_blocks: [{ type: 'thinking', thinking: 'Step 3.', signature: null }] }),
      frame({ thinking_blocks: [{ type: 'thinking', signature: 's2' }] }),
      end,
      done,
    ],
    outcome: {
      ...answer,
      chunks: 7,
      fields: [
        {
          thinking_blocks: [
            { type: 'thinking', thinking: 'Step 1. Step 2.', signature: 's1' },
            { type: 'redacted_thinking', data: 'x' },
            { type: 'thinking', thinking: 'Step 3.', signature: 's2' },
          ],
        },
      ],
    },
  },
  {
    name: 'arrays in fields of any name, which an empty array does not clear',
    wire: [
      stream,
      frame({ annotations: [{ type: 'url_citation', url: 'a' }], images: ['x'] }),
      frame({ annotations: [{ type: 'url_citation', url: 'b' }], images: [] }),
      frame({ images: ['y'], annotations: null }),
      frame({ content: 'Yes', annotations: [], images: [] }, { finish_reason: 'stop', token_ids: [7] }),
      done,
    ],
    outcome: {
      ...answer,
      chunks: 4,
      fields: [
        {
          annotations: [
            { type: 'url_citation', url: 'a' },
            { type: 'url_citation', url: 'b' },
          ],
          images: ['x', 'y'],
        },
      ],
    },
  },
  {
    name: 'audio in pieces',
    wire: [
      stream,
      frame({ audio: { id: 'a1', transcript: 'Ye' } }),
      frame({ audio: { data: 'UklG' } }),
      frame({ audio: { transcript: 's', data: 'Rg==' } }),
      frame({ audio: { expires_at: 7 } }, { finish_reason: 'stop' }),
      done,
    ],
    outcome: {
      id: 'c1',
      chunks: 4,
      text: [null],
      finish: ['stop'],
      fields: [{ audio: { id: 'a1', transcript: 'Yes', data: 'UklGRg==', expires_at: 7 } }],
    },
  },
  {
    name: 'a call in the field function_call, and arrays within an object',
    wire: [
      stream,
      frame({ function_call: { name: 'f', arguments: '' }, provider_specific_fields: { citations: [1] } }),
      frame({ function_call: { arguments: '{"a"' }, provider_specific_fields: { citations: [2] } }),
      frame({ function_call: { arguments: ':1}' } }, { finish_reason: 'function_call' }),
      done,
    ],
    outcome: {
      id: 'c1',
      chunks: 3,
      text: [null],
      finish: ['function_call'],
      fields: [
        {
          function_call: { name: 'f', arguments: '{"a":1}' },
          provider_specific_fields: { citations: [1, 2] },
        },
      ],
    },
  },
  {
    name: 'empty values at the end, which replace nothing',
    wire: [
      stream,
      frame({ thought_signature: 's1' }),
      'data: {"id":"c1","choices":[],"citations":["u"],"usage":{"total_tokens":7},"cost":"0.5"}\n\n',
      end,
      frame({ thought_signature: '' }),
      'data: {"id":"c1","choices":[],"citations":[],"usage":{"total_tokens":0},"cost":"0"}\n\n',
      'data: {"id":"c1","choices":[],"usage":{},"cost":{}}\n\n',
      done,
    ],
    outcome: {
      ...answer,
      chunks: 6,
      fields: [{ thought_signature: 's1' }],
      tokens: 7,
      usd: 0.5,
      extras: { citations: ['u'] },
    },
  },
  {
    name: 'frames after one line end, in pieces of five bytes',
    wire: [
      stream,
      ...(frame({ content: 'Y' }).trimEnd() + '\n' + end.trimEnd() + '\n' + done).match(/[^]{1,5}/g)!,
    ],
    outcome: { ...answer, text: ['YYes'], chunks: 2 },
  },
  {
    name: 'numbers that JSON does not have, in log probabilities and usage',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Yes"},"logprobs":{"content":[{"token":"Yes","logprob":-Infinity}]}}]}\n\n',
      'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"total_tokens":7,"rate":NaN}}\n\n',
      done,
    ],
    outcome: { ...answer, chunks: 2, tokens: 7 },
  },
];
