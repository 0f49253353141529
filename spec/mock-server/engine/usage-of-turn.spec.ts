import { costOfUsage } from '../../../src/mock-server/engine/cost-of-usage.js';
import type { TextReply } from '../../../src/mock-server/engine/text-reply.js';
import { usageOfTurn } from '../../../src/mock-server/engine/usage-of-turn.js';
import type { ChatCompletionRequest } from '../../../src/wire/chat-completion-request.js';
import type { CompletionUsage } from '../../../src/wire/completion-usage.js';
import { question, turn } from './question.js';

describe('usageOfTurn', () => {
  it('counts the fragments of the answer and of the messages', () => {
    expect(getUsage({ text: 'Once upon a time.' })).toMatchObject({
      prompt_tokens: 9,
      completion_tokens: 5,
      total_tokens: 14,
      completion_tokens_details: null,
    });
  });

  it('counts reasoning as a part of the answer', () => {
    expect(getUsage({ text: 'Hi', reasoning: 'A greeting' })).toMatchObject({
      completion_tokens: 3,
      completion_tokens_details: { reasoning_tokens: 2 },
    });
  });

  it('counts the text of parts and of every message', () => {
    const request = question({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'assistant' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          ],
        },
      ],
    });

    expect(getUsage({ text: 'Hi' }, request).prompt_tokens).toBe(4 + 3 + 4 + 4 + 4);
  });

  it('returns the usage of the reply if it has one', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

    expect(getUsage({ text: 'Hi', usage })).toBe(usage);
  });
});

describe('costOfUsage', () => {
  it('multiplies the tokens by the prices, and adds the price of a web search', () => {
    const prices = { input: price(0.15), output: price(0.6), cache_input: price(0.05) };
    const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };

    expect(costOfUsage(usage, prices)).toEqual({ usd: 0.00021, diem: 0 });
    expect(costOfUsage({ ...usage, prompt_tokens_details: { cached_tokens: 1000 } }, prices)?.usd).toBe(
      0.00011,
    );
    expect(costOfUsage(usage, prices, true)?.usd).toBe(0.01021);
    expect(costOfUsage(usage, undefined)).toBeNull();
  });
});

function price(usd: number): { usd: number; diem: number } {
  return { usd, diem: usd };
}

function getUsage(reply: TextReply, request: ChatCompletionRequest = question()): CompletionUsage {
  return usageOfTurn(turn(reply, request));
}
