import * as fc from 'fast-check';
import {
  type ChatCompletionChunk,
  chunkFromState,
  completionFromState,
  initialCompletionState,
  reduceChunk,
} from 'venice-rx';
import type { CompletionState, ChunkDelta } from 'venice-rx';
import { chunk, citations, finish, role, toolCall, usage } from 'venice-rx/testing';
import { deltaChunk } from '../../src/testing/builders/envelope.js';
import { chunks, repeatedCalls, toolChunks } from './arbitrary-chunks.js';
import { caseCount, cases, seed } from '../support/cases.js';

function reduceAll(
  all: readonly ChatCompletionChunk[],
  from: CompletionState = initialCompletionState,
): CompletionState {
  return all.reduce(reduceChunk, from);
}

function completion(...all: ChatCompletionChunk[]): ReturnType<typeof completionFromState> {
  return completionFromState(reduceAll(all));
}

const usageChunk = usage({ usd: 0.001 });

/** An answer with a role, content, log probabilities, reasoning, details, annotations and a tool call. */
const full = [
  role(),
  {
    ...chunk('a'),
    choices: [{ index: 0, delta: { content: 'a' }, logprobs: { content: [{ token: 'a', logprob: -1 }] } }],
  },
  deltaChunk({ reasoning_content: 'Hm', reasoning_details: [{ type: 'a' }], annotations: [{}] }),
  toolCall({ id: 'c', name: 'f', arguments: {} }),
];

describe('reduceChunk', () => {
  it('joins the text of an answer, and keeps usage and cost that arrive after the finish reason', () => {
    expect(completion(role(), chunk('Hel'), chunk('lo'), finish(), usageChunk)).toStrictEqual({
      id: 'chatcmpl-test',
      object: 'chat.completion',
      created: 1_790_000_000,
      model: 'test-model',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
      usage: usageChunk.usage,
      cost: usageChunk.cost,
    });
  });

  it('accepts chunks without choices, and fields that are null', () => {
    const { choices: _choices, ...bare } = usageChunk;
    const result = completion(chunk('a'), bare, { ...chunk('b'), usage: null });

    expect(result.choices[0]?.message.content).toBe('ab');
    expect(result.usage).toEqual(usageChunk.usage);
  });

  it('keeps choices apart and in order of their index', () => {
    const result = completion(
      chunk('b', { choice: 1 }),
      chunk('a', { choice: 0 }),
      chunk('B', { choice: 1 }),
      finish('length', { choice: 1 }),
      finish(),
    );

    expect(result.choices.map(({ message, finish_reason }) => [message.content, finish_reason])).toEqual([
      ['a', 'stop'],
      ['bB', 'length'],
    ]);
  });

  it('joins two completions in one stream, with the first id and model, and the last finish reason and usage', () => {
    const second = { ...chunk(' and more'), id: 'chatcmpl-2', model: 'other' };
    const result = completion(chunk('one'), finish('tool_calls'), second, finish(), usageChunk);

    expect(result).toMatchObject({ id: 'chatcmpl-test', model: 'test-model', usage: usageChunk.usage });
    expect(result.choices[0]).toMatchObject({ message: { content: 'one and more' }, finish_reason: 'stop' });
  });

  it.each([
    ['reasoning_content', { reasoning_content: 'Hm' }],
    ['reasoning', { reasoning: 'Hm' }],
    ['both fields, which have the same text', { reasoning: 'Hm', reasoning_content: 'Hm' }],
    ['a thinking part', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] }],
  ])('reads reasoning from %s', (_name, delta) => {
    const { message } = completion(deltaChunk(delta), chunk('Yes')).choices[0]!;

    expect(message).toMatchObject({ content: 'Yes', reasoning_content: 'Hm' });
  });

  it('puts encrypted reasoning after readable reasoning, in any order of arrival', () => {
    const encrypted = deltaChunk({ reasoning_content: 'gAAA=', reasoning_encrypted: true });
    const { message } = completion(encrypted, deltaChunk({ reasoning_content: 'Summary.' })).choices[0]!;

    expect(message).toMatchObject({ reasoning_content: 'Summary.gAAA=', reasoning_encrypted: true });
  });

  it('reads text parts as text', () => {
    expect(
      completion(deltaChunk({ content: [{ type: 'text', text: 'Hi' }] })).choices[0]?.message.content,
    ).toBe('Hi');
  });

  it('collects refusal, log probabilities, reasoning details and sources', () => {
    const token = { token: 'a', logprob: -0.1 };
    const withLogprobs = {
      ...chunk('a'),
      choices: [{ index: 0, delta: { content: 'a' }, logprobs: { content: [token] } }],
    };
    const bareLogprobs = { ...chunk('b'), choices: [{ index: 0, delta: { content: 'b' }, logprobs: token }] };
    const source = { title: 'T', url: 'https://example.com' };
    const result = completion(
      withLogprobs,
      bareLogprobs,
      deltaChunk({ refusal: 'I will ' }),
      deltaChunk({ refusal: 'not.', reasoning_details: [{ type: 'a' }] }),
      deltaChunk({ reasoning_details: [{ type: 'b' }] }),
      { ...usageChunk, ...citations(source) },
    );

    expect(result.choices[0]?.logprobs?.content).toEqual([token, token]);
    expect(result.choices[0]?.message).toMatchObject({
      refusal: 'I will not.',
      reasoning_details: [{ type: 'a' }, { type: 'b' }],
    });
    expect(result.venice_parameters?.web_search_citations).toEqual([source]);
  });

  it('keeps fields that only some servers send, unless they are null', () => {
    const extra = {
      ...deltaChunk({ content: 'x', thought_signature: 's' }),
      citations: ['u'],
      system_fingerprint: null,
    };
    const result = completion(extra);

    expect(result).toMatchObject({ citations: ['u'] });
    expect(result).not.toHaveProperty('system_fingerprint');
    expect(result.choices[0]?.message).toMatchObject({ thought_signature: 's' });
  });

  it('copies a field named __proto__ like any other', () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": true}, "content": "x"}') as ChunkDelta;
    const result = completion(deltaChunk(hostile));

    expect(Object.keys(result.choices[0]!.message)).toContain('__proto__');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect((result.choices[0]!.message as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each(['__proto__', 'constructor'])('appends to a list of log probabilities named %s', (name) => {
    const logprobs: unknown = JSON.parse(`{"${name}": [1]}`);
    const odd = { ...role(), choices: [{ index: 0, logprobs }] } as ChatCompletionChunk;
    const state = reduceAll([odd, odd]);

    expect(Object.entries(completionFromState(state).choices[0]?.logprobs ?? {})).toEqual([[name, [1, 1]]]);
    expect(completionFromState(reduceChunk(initialCompletionState, chunkFromState(state)))).toEqual(
      completionFromState(state),
    );
  });

  it('keeps the identity of a choice that a chunk does not change', () => {
    const before = reduceAll([
      chunk('a', { choice: 0 }),
      chunk('b', { choice: 1 }),
      toolCall({ id: 'c', name: 'f' }),
    ]);
    const after = reduceChunk(before, chunk('B', { choice: 1 }));

    expect(after.completion).not.toBe(before.completion);
    expect(after.completion.choices[0]).toBe(before.completion.choices[0]);
    expect(after.completion.choices[1]).not.toBe(before.completion.choices[1]);
  });

  it.each([
    ['a second role', role()],
    ['an empty choice', { ...role(), choices: [{ index: 0 }] }],
    [
      'an empty piece of a tool call',
      deltaChunk({ tool_calls: [{ index: 0, id: null, function: { name: null, arguments: '' } }] }),
    ],
    ['empty lists', deltaChunk({ reasoning_details: [], annotations: null })],
    ['usage', usageChunk],
  ])('keeps the identity of the choices after a chunk with only %s', (_name, next) => {
    const before = reduceAll(full);
    const after = reduceChunk(before, next);

    expect(after.completion).not.toBe(before.completion);
    expect(after.completion.choices).toBe(before.completion.choices);
  });

  it('keeps the identity of lists that a chunk does not change', () => {
    const before = reduceAll(full);
    const states = [before, reduceChunk(before, chunk('b')), reduceChunk(before, finish())];
    const [first, ...others] = states.map(({ completion: { choices } }) => choices[0]!);

    for (const { message, logprobs } of others) {
      expect(message.reasoning_details).toBe(first!.message.reasoning_details);
      expect(message.tool_calls).toBe(first!.message.tool_calls);
      expect(logprobs).toBe(first!.logprobs);
      expect(logprobs?.content).toBe(first!.logprobs?.content);
    }
    expect(others[1]!.message).toBe(first!.message);
  });

  it('keeps unknown fields of log probabilities, and appends to unknown lists', () => {
    const withLogprobs = (logprobs: object): ChatCompletionChunk =>
      ({ ...role(), choices: [{ index: 0, logprobs }] }) as ChatCompletionChunk;
    const result = completion(
      withLogprobs({ content: null, tokens: ['a'], token_logprobs: [-1], vendor: 'x' }),
      withLogprobs({ content: null, tokens: ['b'], token_logprobs: [-2], vendor: null }),
    );

    expect(result.choices[0]?.logprobs).toEqual({
      tokens: ['a', 'b'],
      token_logprobs: [-1, -2],
      vendor: 'x',
    });
  });

  it('takes the last value of fields that every chunk repeats, such as usage', () => {
    const withRepeatedFields = (content: string, total_tokens: number): ChatCompletionChunk => ({
      ...deltaChunk({ role: 'assistant', content }),
      usage: { prompt_tokens: 1, completion_tokens: total_tokens - 1, total_tokens },
      citations: [`https://example.com/${total_tokens}`],
    });
    const filterResults = { ...role(), id: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] };

    expect(
      completion(filterResults, withRepeatedFields('Hel', 2), withRepeatedFields('lo', 3)),
    ).toMatchObject({
      id: 'chatcmpl-test',
      choices: [{ message: { content: 'Hello' } }],
      usage: { total_tokens: 3 },
      citations: ['https://example.com/3'],
      prompt_filter_results: [{ prompt_index: 0 }],
    });
  });

  it('never changes an earlier snapshot', () => {
    fc.assert(
      fc.property(chunks, (all) => {
        let state = initialCompletionState;
        const snapshots = all.map((next) => completionFromState((state = reduceChunk(state, next))));
        const texts = all.map((_next, count) => JSON.stringify(completion(...all.slice(0, count + 1))));
        expect(snapshots.map((snapshot) => JSON.stringify(snapshot))).toEqual(texts);
      }),
      cases,
    );
  });
});

describe('the choices and tool calls of an answer', () => {
  const indices = Array.from({ length: 1001 }, (_, index) => index);

  it('are limited to 1,000 choices', () => {
    const choices = indices.map((index) => ({ index, delta: {}, finish_reason: null }));
    const all = { ...role(), choices };

    expect(completion({ ...all, choices: choices.slice(1) }).choices).toHaveLength(1000);
    expect(() => completion(all)).toThrow(expect.objectContaining({ kind: 'choices', limit: 1000 }) as Error);
  });

  it('are limited to 1,000 tool calls per choice', () => {
    const pieces = indices.map((index) => ({ index, id: `call_${index}`, function: { name: 'f' } }));

    expect(
      completion(deltaChunk({ tool_calls: pieces.slice(1) })).choices[0]?.message.tool_calls,
    ).toHaveLength(1000);
    expect(() => completion(deltaChunk({ tool_calls: pieces }))).toThrow(
      expect.objectContaining({ name: 'LimitExceededError', kind: 'tool calls', limit: 1000 }) as Error,
    );
  });
});

describe('chunkFromState', () => {
  it.each([
    ['chunks of every shape', chunks],
    ['interleaved tool calls', toolChunks],
    ['tool calls with repeated arguments', repeatedCalls],
  ])('returns one chunk that can replace all chunks so far: %s', (_name, anyChunks) => {
    fc.assert(
      fc.property(anyChunks, anyChunks, (before, after) => {
        const state = reduceAll(before);
        const replayed = reduceChunk(initialCompletionState, chunkFromState(state));
        expect(completionFromState(replayed)).toEqual(completionFromState(state));
        expect(completionFromState(reduceAll(after, replayed))).toEqual(
          completionFromState(reduceAll(after, state)),
        );
      }),
      cases,
    );
    process.stdout.write(`chunkFromState: ${caseCount} cases, SEED=${seed}\n`);
  });
});
