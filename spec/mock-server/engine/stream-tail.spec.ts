import { answerRequest } from '../../../src/mock-server/engine/answer-request.js';
import type { StreamedAnswer } from '../../../src/mock-server/engine/engine-answer.js';
import type { StreamTail } from '../../../src/mock-server/engine/stream-tail.js';
import type { TextReply } from '../../../src/mock-server/engine/text-reply.js';
import type { ChatCompletionChunk } from '../../../src/wire/chat-completion-chunk.js';
import { context, httpRequest, chatRequest } from './chat-request.js';

const citations = [{ title: 'Knights', url: 'https://example.com' }];
const inStream = { venice_parameters: { include_search_results_in_stream: true } };
const toolCalls = [{ name: 'a' }];

describe('the frames of a stream, by its tail', () => {
  it.each<[StreamTail, string]>([
    ['merged', 'role Hi there stop+usage+cost [DONE]'],
    ['split', 'role Hi there stop usage+cost [DONE]'],
    ['content-and-finish', 'role Hi there+stop usage+cost [DONE]'],
    ['citations', 'role Hi there stop usage+cost sources [DONE]'],
    ['error', 'role Hi there error [DONE]'],
    ['cut', 'role Hi there'],
  ])('%s: %s', (tail, frames) => {
    expect(toFrames({ text: 'Hi there', citations, tail })).toBe(frames);
  });

  it.each<[string, TextReply, object, string]>([
    ['no tail', { text: 'Hi' }, {}, 'role Hi stop usage+cost [DONE]'],
    ['no text', { text: '', tail: 'content-and-finish' }, {}, 'role stop usage+cost [DONE]'],
    ['enabled sources', { text: 'Hi', citations }, inStream, 'role Hi stop usage+cost sources [DONE]'],
    ['sources that are not enabled', { text: 'Hi', citations }, {}, 'role Hi stop usage+cost [DONE]'],
    ['no sources', { text: 'Hi', tail: 'citations' }, {}, 'role Hi stop usage+cost [DONE]'],
    ['no price', { text: 'Hi', cost: null, tail: 'merged' }, {}, 'role Hi stop+usage [DONE]'],
    ['the role twice', { text: 'Hi', repeatsRole: true }, {}, 'role role Hi stop usage+cost [DONE]'],
    [
      'an answer truncated by the limit',
      { text: 'Hi there' },
      { max_completion_tokens: 1 },
      'role Hi length usage+cost [DONE]',
    ],
    ['a refusal', { text: '', finishReason: 'content_filter' }, {}, 'role content_filter usage+cost [DONE]'],
    ['a tool', { text: '', toolCalls }, {}, 'role call call call call tool_calls usage+cost [DONE]'],
    [
      'two answers',
      { text: 'a', alternatives: ['b'], tail: 'merged' },
      { n: 2 },
      'role role a b stop stop+usage+cost [DONE]',
    ],
  ])('with %s (%j, %j): %s', (_, reply, fields, frames) => {
    expect(toFrames(reply, fields)).toBe(frames);
  });

  it('is the same with `include_usage: false`', () => {
    const reply = { text: 'Hi' };

    expect(toFrames(reply, { stream_options: { include_usage: false } })).toBe(toFrames(reply));
  });

  it.each([
    ['of the script', 'no', 'no'],
    [
      'by default',
      undefined,
      expect.objectContaining({ code: 'model_overloaded', retry_after: 30 }) as unknown,
    ],
  ])('`error` sends the error %s', (_, error, expected) => {
    const { frames } = streamed({ text: 'Hi', tail: 'error', error });

    expect(JSON.parse(frames.at(-2)?.data ?? '')).toEqual({ error: expected });
  });
});

/** Describes each frame of a stream by its content. */
function toFrames(reply: TextReply, fields: object = {}): string {
  return streamed(reply, fields)
    .frames.map(({ data }) => (data === '[DONE]' ? data : getName(JSON.parse(data) as ChatCompletionChunk)))
    .join(' ');
}

function getName({ choices = [], usage, cost, venice_parameters, error }: ChatCompletionChunk): string {
  const parts = choices.flatMap(({ delta, finish_reason }) => [
    delta?.role ? 'role' : '',
    delta?.tool_calls ? 'call' : '',
    typeof delta?.content === 'string' ? delta.content.trim() : '',
    finish_reason ?? '',
  ]);
  const extras = [
    usage && 'usage',
    cost && 'cost',
    venice_parameters && 'sources',
    error !== undefined && 'error',
  ];
  return [...parts, ...extras].filter(Boolean).join('+');
}

function streamed(reply: TextReply, fields: object = {}): StreamedAnswer {
  const request = httpRequest({ ...chatRequest({ stream: true }), ...fields });
  return answerRequest(request, context({ script: [{ reply }] })) as StreamedAnswer;
}
