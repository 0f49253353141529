import { chunksOfTurn } from '../../src/engine/chunks-of-turn.js';
import type { TextReply } from '../../src/engine/script.js';
import type { ChatCompletionChunk } from '../../src/wire/chat-completion-chunk.js';
import { question } from './question.js';

const envelope = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1790000000, model: 'default' };
const billing = {
  usage: expect.objectContaining({ completion_tokens: 2 }) as unknown,
  cost: { usd: 2.55e-6, diem: 0 },
};

describe('chunksOfTurn', () => {
  it('begins with the role, goes on with the fragments, and ends with finish_reason, then usage and cost', () => {
    expect(chunksOf({ text: 'Hi there' })).toEqual([
      chunk({ role: 'assistant' }, { usage: null }),
      chunk({ content: 'Hi' }, { usage: null }),
      chunk({ content: ' there' }, { usage: null }),
      chunk({ content: null }, {}, 'stop'),
      { ...envelope, choices: [], ...billing },
    ]);
  });

  it('puts everything into one last chunk when the tail is merged', () => {
    expect(chunksOf({ text: 'Hi there', tail: 'merged', finishReason: 'length' }).slice(3)).toEqual([
      chunk({ content: '' }, billing, 'length'),
    ]);
  });

  it('ends with the last fragment when the tail is cut', () => {
    expect(chunksOf({ text: 'Hi there', tail: 'cut' }).slice(2)).toEqual([
      chunk({ content: ' there' }, { usage: null }),
    ]);
  });

  it('sends the reasoning before the text', () => {
    expect(chunksOf({ text: 'Hi', reasoning: 'Greet' }).slice(1, 3)).toEqual([
      chunk({ reasoning_content: 'Greet' }, { usage: null }),
      chunk({ content: 'Hi' }, { usage: null }),
    ]);
  });

  it('leaves the cost out when the script says so', () => {
    expect(chunksOf({ text: 'Hi', cost: null }).at(-1)).not.toHaveProperty('cost');
  });

  it('waits as long as the timing says', () => {
    const timing = { firstTokenDelay: 300, tokenDelay: 20, tailDelay: 5 };
    const chunks = chunksOfTurn(turnOf({ text: 'Hi there you', timing }));

    expect(chunks.map(({ after }) => after)).toEqual([0, 300, 20, 20, 0, 5]);
  });
});

function chunksOf(reply: TextReply): readonly ChatCompletionChunk[] {
  return chunksOfTurn(turnOf(reply)).map(({ chunk }) => chunk);
}

function turnOf(reply: TextReply): Parameters<typeof chunksOfTurn>[0] {
  const request = question({ messages: [{ role: 'user', content: 'Speak, o knight!' }] });
  return { id: 'chatcmpl-1', created: 1790000000, request, reply };
}

function chunk(delta: object, extras: object, finish_reason: string | null = null): object {
  const filled = { role: null, content: '', reasoning_content: null, tool_calls: null, ...delta };
  return { ...envelope, choices: [{ index: 0, delta: filled, finish_reason, logprobs: null }], ...extras };
}
