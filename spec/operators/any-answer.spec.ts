import * as fc from 'fast-check';
import { from, toArray } from 'rxjs';
import { type ChatCompletion, type ChatCompletionChunk, VeniceClient, accumulate } from 'venice-rx';
import {
  type TextReply,
  assertSame,
  engineReplies,
  inVirtualTime,
  scriptedTransport,
} from 'venice-rx/testing';
import { caseCount, seed } from '../support/cases.js';

const text = fc.string({ unit: 'grapheme', maxLength: 24 });
/** `fc.webUrl` builds a table of a million characters, which takes a second. */
const url = text.map((path) => `https://a.example/${encodeURIComponent(path)}`);

/** An answer as a script of the mock server describes it. */
const reply: fc.Arbitrary<TextReply> = fc.record(
  {
    text,
    reasoning: text,
    alternatives: fc.array(text, { maxLength: 2 }),
    toolCalls: fc.array(
      fc.record({
        name: fc.constantFrom('weather', 'time'),
        arguments: fc.dictionary(fc.string(), fc.string()),
        id: fc.uuid(),
      }),
      { maxLength: 3 },
    ),
    sharesToolCallIndex: fc.boolean(),
    repeatsRole: fc.boolean(),
    citations: fc.array(fc.record({ title: fc.string(), url }), { maxLength: 2 }),
    tail: fc.constantFrom('merged', 'split', 'content-and-finish', 'citations'),
    finishReason: fc.constantFrom('stop', 'length', 'content_filter'),
  },
  { requiredKeys: ['text'] },
);
const answers = fc.record({
  reply,
  n: fc.integer({ min: 1, max: 3 }),
  logprobs: fc.boolean(),
  size: fc.integer({ min: 1, max: 9 }),
});

interface Answer {
  readonly reply: TextReply;
  readonly n: number;
  readonly logprobs: boolean;
  /** Length of the pieces into which `divideChunks` divides its strings. */
  readonly size: number;
}

/** The same answer as chunks, and in one piece. */
function createBothForms({ reply, n, logprobs }: Answer): {
  readonly chunks: readonly ChatCompletionChunk[];
  readonly whole: ChatCompletion;
} {
  let chunks: readonly ChatCompletionChunk[] = [];
  let whole: ChatCompletion | undefined;
  inVirtualTime(() => {
    const transport = scriptedTransport(engineReplies({ script: [{ reply }] }));
    const { completions } = new VeniceClient({ baseURL: 'http://test', transport }).chat;
    const request = {
      model: 'qwen3-5-9b',
      messages: [{ role: 'user', content: 'Hi' }],
      n,
      logprobs,
      venice_parameters: { include_search_results_in_stream: true },
    } as const;
    completions
      .create({ ...request, stream: true })
      .pipe(toArray())
      .subscribe((all) => (chunks = all));
    completions.create(request).subscribe((completion) => (whole = completion));
  });
  if (whole === undefined) throw new Error('no answer');
  return { chunks, whole };
}

/** The content that both forms of an answer have in common. */
function normalize({ choices, usage, cost, model, venice_parameters }: ChatCompletion): object {
  return {
    model,
    usage,
    cost,
    citations: venice_parameters?.web_search_citations ?? [],
    choices: choices.map(({ index, finish_reason, message, logprobs }) => ({
      index,
      finish_reason,
      content: message.content ?? '',
      reasoning: message.reasoning_content ?? '',
      calls: (message.tool_calls ?? []).map(({ id, function: called }) => [
        id,
        called.name,
        called.arguments,
      ]),
      tokens: logprobs?.content?.map(({ token, logprob }) => [token, logprob]) ?? [],
    })),
  };
}

function collectSnapshots(chunks: readonly ChatCompletionChunk[]): readonly ChatCompletion[] {
  const all: ChatCompletion[] = [];
  from(chunks)
    .pipe(accumulate())
    .subscribe((snapshot) => all.push(snapshot));
  return all;
}

/**
 * The same answer in more chunks: each chunk that has one string of text, reasoning or arguments, and no log probabilities, is divided
 * into chunks whose strings have `size` characters.
 */
function divideChunks(chunks: readonly ChatCompletionChunk[], size: number): readonly ChatCompletionChunk[] {
  return chunks.flatMap((chunk) => {
    const [choice, ...others] = chunk.choices ?? [];
    const { content, reasoning_content, tool_calls } = choice?.delta ?? {};
    const strings = [content, reasoning_content, tool_calls?.[0]?.function?.arguments].filter((part) => part);
    if (choice === undefined || others.length > 0 || strings.length !== 1 || choice.logprobs) return [chunk];
    const withDelta = (delta: object): ChatCompletionChunk => ({
      ...chunk,
      choices: [{ ...choice, delta: { ...choice.delta, ...delta } }],
    });
    if (typeof content === 'string' && content !== '')
      return divide(content, size).map((piece) => withDelta({ content: piece }));
    if (reasoning_content)
      return divide(reasoning_content, size).map((piece) => withDelta({ reasoning_content: piece }));
    const [call] = tool_calls ?? [];
    return divide(call?.function?.arguments ?? '', size).map((piece, index) =>
      withDelta({
        tool_calls: [
          index === 0
            ? { ...call, function: { ...call?.function, arguments: piece } }
            : { index: call?.index, id: call?.id, function: { arguments: piece } },
        ],
      }),
    );
  });
}

function divide(text: string, size: number): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

const cases = fc
  .sample(answers, { seed, numRuns: caseCount })
  .map((answer) => ({ answer, ...createBothForms(answer) }));

/** Checks every case. The error of a failing case contains the case. */
function forEachCase(check: (one: (typeof cases)[number]) => void): void {
  for (const one of cases) {
    try {
      check(one);
    } catch (cause) {
      throw new Error(`${JSON.stringify(one.answer)}, SEED=${seed}: ${String(cause)}`, { cause });
    }
  }
}

afterAll(() => process.stdout.write(`any answer: 4 x ${cases.length} cases, SEED=${seed}\n`));

describe('any answer', () => {
  it('has a last snapshot that equals the answer in one piece', () => {
    forEachCase(({ chunks, whole }) => {
      assertSame(normalize(collectSnapshots(chunks).at(-1) ?? whole), normalize(whole));
    });
  });

  it('has the same completion if its chunks are divided further', () => {
    forEachCase(({ answer, chunks }) => {
      const { size } = answer;
      assertSame(collectSnapshots(divideChunks(chunks, size)).at(-1), collectSnapshots(chunks).at(-1));
    });
  });

  it('does not change its earlier snapshots', () => {
    forEachCase(({ chunks }) => {
      const texts: string[] = [];
      const snapshots: ChatCompletion[] = [];
      from(chunks)
        .pipe(accumulate())
        .subscribe((snapshot) => {
          texts.push(JSON.stringify(snapshot));
          snapshots.push(snapshot);
        });

      expect(snapshots.map((snapshot) => JSON.stringify(snapshot))).toEqual(texts);
    });
  });

  it('keeps the identity of parts that a chunk does not change', () => {
    forEachCase(({ chunks }) => {
      const snapshots = collectSnapshots(chunks);
      chunks.slice(1).forEach((chunk, before) => {
        const [earlier, later] = [snapshots[before]!, snapshots[before + 1]!];
        const changed = chunk.choices?.map(({ index }) => index) ?? [];
        const unchanged = earlier.choices.filter(({ index }) => !changed.includes(index));
        const hasCalls = chunk.choices?.some(({ delta }) => delta?.tool_calls);

        if (!unchanged.every((choice) => later.choices.includes(choice)))
          throw new Error('a choice was copied');
        if (hasCalls) return;
        const calls = getCalls(earlier, changed);
        if (!getCalls(later, changed).every((list) => calls.includes(list)))
          throw new Error('the tool calls were copied');
      });
    });
  });
});

function getCalls({ choices }: ChatCompletion, indices: readonly number[]): readonly unknown[] {
  return choices
    .filter(({ index }) => indices.includes(index))
    .map(({ message }) => message.tool_calls)
    .filter((calls) => calls !== undefined);
}
