import { answerRequest } from '../../../src/mock-server/engine/answer-request.js';
import { toTimedChunks } from '../../../src/mock-server/engine/to-timed-chunks.js';
import { toChatCompletion } from '../../../src/mock-server/engine/to-chat-completion.js';
import { getLogprobs } from '../../../src/mock-server/engine/get-logprobs.js';
import { context, httpRequest, chatRequest, chatAnswer } from './chat-request.js';

const reply = { text: 'Hi there', reasoning: 'Greet' };
const fields = { logprobs: true, top_logprobs: 3 };

describe('the log probabilities of an answer', () => {
  it('have one entry for each token, with its bytes', () => {
    expect(getLogprobs('Hé 2', chatRequest({ logprobs: true }))).toEqual({
      content: [
        { token: 'Hé', logprob: -0.210721, bytes: [72, 195, 169], top_logprobs: [] },
        { token: ' 2', logprob: -0.210721, bytes: [32, 50], top_logprobs: [] },
      ],
    });
  });

  it('have `top_logprobs` alternatives, the likeliest first', () => {
    const top = getLogprobs(' the', chatRequest(fields))?.content?.[0]?.top_logprobs ?? [];

    expect(top.map(({ token }) => token)).toEqual([' the', ' a', ' and']);
    expect(top.map(({ logprob }) => logprob)).toEqual([-0.421442, -1.760552, -2.453699]);
  });

  it.each([' ', 'unforget', '12345678'])(
    'make the token %j the likeliest, with probabilities of at most 1 together',
    (token) => {
      const top = getLogprobs(token, chatRequest({ logprobs: true, top_logprobs: 20 }))?.content?.[0]
        ?.top_logprobs;
      const chances = (top ?? []).map(({ logprob }) => Math.exp(logprob));

      expect(chances).toHaveLength(20);
      expect(chances).toEqual(chances.toSorted((a, b) => b - a));
      expect(chances.reduce((sum, chance) => sum + chance)).toBeLessThanOrEqual(1.00001);
    },
  );

  it('are the same with and without a stream, only for the text', () => {
    const streamed = toTimedChunks(chatAnswer(reply, fields)).flatMap(
      ({ chunk }) => chunk.choices?.[0]?.logprobs?.content ?? [],
    );
    const whole = toChatCompletion(chatAnswer(reply, fields)).choices[0]?.logprobs?.content;

    expect(streamed.map(({ token }) => token)).toEqual(['Hi', ' there']);
    expect(streamed).toEqual(whole);
  });

  it.each([
    ['are null by default', {}],
    ['are null with `logprobs: false`', { logprobs: false, top_logprobs: 3 }],
  ])('%s', (_, fields) => {
    expect(toChatCompletion(chatAnswer(reply, fields)).choices[0]?.logprobs).toBeNull();
    expect(toTimedChunks(chatAnswer(reply, fields)).every(({ chunk }) => !chunk.choices?.[0]?.logprobs)).toBe(
      true,
    );
  });

  it.each([
    ['qwen3-5-9b', 200],
    ['default', 400],
  ])('of model %s have status %i', (model, status) => {
    expect(answerRequest(httpRequest(chatRequest({ model, ...fields })), context()).status).toBe(status);
  });
});
