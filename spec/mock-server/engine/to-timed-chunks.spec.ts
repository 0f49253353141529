import { toTimedChunks } from '../../../src/mock-server/engine/to-timed-chunks.js';
import type { TextReply } from '../../../src/mock-server/engine/text-reply.js';
import type { ChatCompletionChunk } from '../../../src/wire/chat-completion-chunk.js';
import { chatAnswer } from './chat-request.js';

const envelope = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1790000000, model: 'default' };
const billing = {
  usage: expect.objectContaining({ completion_tokens: 2 }) as unknown,
  cost: { usd: 2.55e-6, diem: 0 },
};

describe('toTimedChunks', () => {
  it('creates a chunk with the role, the fragments, the finish_reason, then usage and cost', () => {
    expect(toChunks({ text: 'Hi there' })).toEqual([
      chunk({ role: 'assistant' }, { usage: null }),
      chunk({ content: 'Hi' }, { usage: null }),
      chunk({ content: ' there' }, { usage: null }),
      chunk({ content: null }, {}, 'stop'),
      { ...envelope, choices: [], ...billing },
    ]);
  });

  it('puts finish_reason, usage and cost into one chunk with the tail `merged`', () => {
    expect(toChunks({ text: 'Hi there', tail: 'merged', finishReason: 'length' }).slice(3)).toEqual([
      chunk({ content: '' }, billing, 'length'),
    ]);
  });

  it('ends with the last fragment with the tail `cut`', () => {
    expect(toChunks({ text: 'Hi there', tail: 'cut' }).slice(2)).toEqual([
      chunk({ content: ' there' }, { usage: null }),
    ]);
  });

  it('sends the reasoning before the text', () => {
    expect(toChunks({ text: 'Hi', reasoning: 'Greet' }).slice(1, 3)).toEqual([
      chunk({ reasoning_content: 'Greet' }, { usage: null }),
      chunk({ content: 'Hi' }, { usage: null }),
    ]);
  });

  it('adds the finish_reason to the last fragment with the tail `content-and-finish`', () => {
    expect(toChunks({ text: 'Hi there', tail: 'content-and-finish' }).slice(2)).toEqual([
      chunk({ content: ' there' }, { usage: null }, 'stop'),
      { ...envelope, choices: [], ...billing },
    ]);
  });

  it('sends the sources last with the tail `citations`, or if the request enables them', () => {
    const citations = [{ title: 'Knights', url: 'https://example.com' }];
    const sources = { ...envelope, choices: [], venice_parameters: { web_search_citations: citations } };
    const fields = { venice_parameters: { include_search_results_in_stream: true } };

    expect(toChunks({ text: 'Hi', citations, tail: 'citations' }).at(-1)).toEqual(sources);
    expect(toChunks({ text: 'Hi', citations }, fields).at(-1)).toEqual(sources);
    expect(toChunks({ text: 'Hi', citations })).not.toContainEqual(sources);
  });

  it('sends the name of a tool in one chunk, then empty fragments, then the arguments', () => {
    const toolCalls = [{ name: 'weather', arguments: { city: 'Oslo' }, id: 'call_7' }];
    const calls = toChunks({ text: '', toolCalls }).flatMap(
      (one) => one.choices?.[0]?.delta?.tool_calls ?? [],
    );

    expect(calls[0]).toEqual({
      index: 0,
      id: 'call_7',
      type: 'function',
      function: { name: 'weather', arguments: '' },
    });
    expect(calls[1]).toEqual({ index: 0, id: null, type: null, function: { name: null, arguments: '' } });
    expect(calls.map((call) => call.function?.arguments).join('')).toBe('{"city":"Oslo"}');
    expect(calls.length).toBeGreaterThan(4);
  });

  it('gives each tool call its own index, or with sharesToolCallIndex index 0', () => {
    const toolCalls = [{ name: 'a' }, { name: 'b' }];
    const indexes = (reply: TextReply): readonly unknown[] =>
      toChunks(reply)
        .flatMap((one) => one.choices?.[0]?.delta?.tool_calls ?? [])
        .flatMap(({ id, index }) => (id ? [index] : []));

    expect(indexes({ text: '', toolCalls })).toEqual([0, 1]);
    expect(indexes({ text: '', toolCalls, sharesToolCallIndex: true })).toEqual([0, 0]);
  });

  it('sends the sources as a tool call before the text with return_search_results_as_documents', () => {
    const citations = [{ title: 'Knights', url: 'https://example.com' }];
    const fields = { venice_parameters: { return_search_results_as_documents: true } };
    const chunks = toChunks({ text: 'Hi', citations }, fields);

    expect(chunks[1]?.choices?.[0]?.delta?.tool_calls?.[0]).toMatchObject({ id: 'web_search_call' });
    expect(chunks.at(-2)?.choices?.[0]?.finish_reason).toBe('tool_calls');
  });

  it('interleaves the fragments of several answers, and finishes each', () => {
    const chunks = toChunks({ text: 'a b', alternatives: ['c'] }, { n: 2 }).flatMap(
      ({ choices }) => choices ?? [],
    );

    expect(chunks.map(({ index, delta, finish_reason }) => [index, delta?.content, finish_reason])).toEqual([
      [0, '', null],
      [1, '', null],
      [0, 'a', null],
      [1, 'c', null],
      [0, ' b', null],
      [0, null, 'stop'],
      [1, null, 'stop'],
    ]);
  });

  it('finishes with `length` at the maximum length of the request, including reasoning', () => {
    const chunks = toChunks({ reasoning: 'Greet', text: 'Hi there' }, { max_completion_tokens: 2 });

    expect(chunks.map(({ choices }) => choices?.[0]?.delta?.content)).toEqual([
      '',
      '',
      'Hi',
      null,
      undefined,
    ]);
    expect(chunks.at(-2)?.choices?.[0]?.finish_reason).toBe('length');
    expect(chunks.at(-1)?.usage?.completion_tokens).toBe(2);
  });

  it.each([0, -2])('has no text if the request allows %d tokens', (max_completion_tokens) => {
    const chunks = toChunks({ text: 'Hi there' }, { max_completion_tokens });

    expect(chunks.at(-2)?.choices?.[0]?.finish_reason).toBe('length');
    expect(chunks.at(-1)?.usage?.completion_tokens).toBe(0);
  });

  it('sends the role twice with repeatsRole', () => {
    const roles = toChunks({ text: 'Hi', repeatsRole: true }).map(({ choices }) => choices?.[0]?.delta?.role);

    expect(roles.slice(0, 3)).toEqual(['assistant', 'assistant', null]);
  });

  it('omits the reasoning with strip_thinking_response', () => {
    const fields = { venice_parameters: { strip_thinking_response: true } };

    expect(toChunks({ text: 'Hi', reasoning: 'Greet' }, fields)).toHaveLength(4);
  });

  it('omits the cost if it is null', () => {
    expect(toChunks({ text: 'Hi', cost: null }).at(-1)).not.toHaveProperty('cost');
  });

  it('delays the chunks by the timing of the reply', () => {
    const timing = { firstTokenDelay: 300, tokenDelay: 20, tailDelay: 5 };
    const chunks = toTimedChunks(createAnswer({ text: 'Hi there you', timing }));

    expect(chunks.map(({ after }) => after)).toEqual([0, 300, 20, 20, 0, 5]);
  });
});

function toChunks(
  reply: TextReply,
  fields: Parameters<typeof chatAnswer>[1] = {},
): readonly ChatCompletionChunk[] {
  return toTimedChunks(createAnswer(reply, fields)).map(({ chunk }) => chunk);
}

function createAnswer(
  reply: TextReply,
  fields: Parameters<typeof chatAnswer>[1] = {},
): ReturnType<typeof chatAnswer> {
  return chatAnswer(reply, { messages: [{ role: 'user', content: 'Speak, o knight!' }], ...fields });
}

function chunk(delta: object, extras: object, finish_reason: string | null = null): object {
  const filled = { role: null, content: '', reasoning_content: null, tool_calls: null, ...delta };
  return { ...envelope, choices: [{ index: 0, delta: filled, finish_reason, logprobs: null }], ...extras };
}
