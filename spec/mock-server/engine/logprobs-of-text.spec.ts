import { answer } from '../../../src/mock-server/engine/answer.js';
import { chunksOfTurn } from '../../../src/mock-server/engine/chunks-of-turn.js';
import { completionOfTurn } from '../../../src/mock-server/engine/completion-of-turn.js';
import { logprobsOfText } from '../../../src/mock-server/engine/logprobs-of-text.js';
import { context, httpRequest, question, turn } from './question.js';

const reply = { text: 'Hi there', reasoning: 'Greet' };
const wish = { logprobs: true, top_logprobs: 3 };

describe('the log probabilities of an answer', () => {
  it('are one entry for each token, with its bytes', () => {
    expect(logprobsOfText('Hé 2', question({ logprobs: true }))).toEqual({
      content: [
        { token: 'Hé', logprob: -0.210721, bytes: [72, 195, 169], top_logprobs: [] },
        { token: ' 2', logprob: -0.210721, bytes: [32, 50], top_logprobs: [] },
      ],
    });
  });

  it('come with as many alternatives as are asked for, the likeliest first', () => {
    const top = logprobsOfText(' the', question(wish))?.content?.[0]?.top_logprobs ?? [];

    expect(top.map(({ token }) => token)).toEqual([' the', ' a', ' and']);
    expect(top.map(({ logprob }) => logprob)).toEqual([-0.421442, -1.760552, -2.453699]);
  });

  it.each([' ', 'unforget', '12345678'])(
    'make the token %j the likeliest, and add up to no more than one',
    (token) => {
      const top = logprobsOfText(token, question({ logprobs: true, top_logprobs: 20 }))?.content?.[0]
        ?.top_logprobs;
      const chances = (top ?? []).map(({ logprob }) => Math.exp(logprob));

      expect(chances).toHaveLength(20);
      expect(chances).toEqual(chances.toSorted((a, b) => b - a));
      expect(chances.reduce((sum, chance) => sum + chance)).toBeLessThanOrEqual(1.00001);
    },
  );

  it('say the same in a stream as in one piece, for the text and not for the reasoning', () => {
    const streamed = chunksOfTurn(turn(reply, wish)).flatMap(
      ({ chunk }) => chunk.choices?.[0]?.logprobs?.content ?? [],
    );
    const whole = completionOfTurn(turn(reply, wish)).choices[0]?.logprobs?.content;

    expect(streamed.map(({ token }) => token)).toEqual(['Hi', ' there']);
    expect(streamed).toEqual(whole);
  });

  it.each([
    ['are null unless requested', {}],
    ['are null where the request does without', { logprobs: false, top_logprobs: 3 }],
  ])('%s', (_, fields) => {
    expect(completionOfTurn(turn(reply, fields)).choices[0]?.logprobs).toBeNull();
    expect(chunksOfTurn(turn(reply, fields)).every(({ chunk }) => !chunk.choices?.[0]?.logprobs)).toBe(true);
  });

  it.each([
    ['qwen3-5-9b', 200],
    ['default', 400],
  ])('of the model %s are a %i', (model, status) => {
    expect(answer(httpRequest(question({ model, ...wish })), context()).status).toBe(status);
  });
});
