import { getCost } from '../../../src/mock-server/engine/get-cost.js';
import type { TextReply } from '../../../src/mock-server/engine/text-reply.js';
import { getUsage } from '../../../src/mock-server/engine/get-usage.js';
import type { ChatCompletionRequest } from '../../../src/wire/chat-completion-request.js';
import type { CompletionUsage } from '../../../src/wire/completion-usage.js';
import { chatRequest, chatAnswer } from './chat-request.js';

describe('getUsage', () => {
  it('counts the tokens of the messages and of the answer', () => {
    expect(countUsage({ text: 'Once upon a time.' })).toMatchObject({
      prompt_tokens: 9,
      completion_tokens: 5,
      total_tokens: 14,
      completion_tokens_details: null,
    });
  });

  it('counts reasoning as a part of the answer', () => {
    expect(countUsage({ text: 'Hi', reasoning: 'A greeting' })).toMatchObject({
      completion_tokens: 3,
      completion_tokens_details: { reasoning_tokens: 2 },
    });
  });

  it('counts the text of parts and of every message', () => {
    const request = chatRequest({
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

    expect(countUsage({ text: 'Hi' }, request).prompt_tokens).toBe(4 + 3 + 4 + 4 + 4);
  });

  it('returns the usage of the reply if it has one', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

    expect(countUsage({ text: 'Hi', usage })).toBe(usage);
  });
});

describe('getCost', () => {
  it('multiplies the tokens by the prices, and adds the price of a web search', () => {
    const prices = { input: price(0.15), output: price(0.6), cache_input: price(0.05) };
    const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };

    expect(getCost(usage, prices)).toEqual({ usd: 0.00021, diem: 0 });
    expect(getCost({ ...usage, prompt_tokens_details: { cached_tokens: 1000 } }, prices)?.usd).toBe(0.00011);
    expect(getCost(usage, prices, true)?.usd).toBe(0.01021);
    expect(getCost(usage, undefined)).toBeNull();
  });
});

function price(usd: number): { usd: number; diem: number } {
  return { usd, diem: usd };
}

function countUsage(reply: TextReply, request: ChatCompletionRequest = chatRequest()): CompletionUsage {
  return getUsage(chatAnswer(reply, request));
}
