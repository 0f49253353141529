import { apiError } from 'venice-rx/testing';
import { describeError } from '../../examples/angular-chat/src/app/chat/describe-error.js';

// The chat page of examples/angular-chat: its relay answers 503 when Venice limits the rate.
describe('the description of an error on the chat page', () => {
  it.each([429, 503])('says for a %i that the model is busy, and how long to wait', (status) => {
    expect(describeError(apiError(status, { retryAfter: 6500 }))).toEqual({
      title: 'Too busy just now',
      advice: 'The model is in demand. Try again in 7 seconds.',
      mayRetry: true,
    });
  });

  it('says for a 500 that the server has a problem, and offers another try', () => {
    expect(describeError(apiError(500))).toEqual({
      title: 'The server has a problem',
      advice: 'It is not your question. Try again in a moment.',
      mayRetry: true,
    });
  });

  it.each([401, 402, 403])('does not offer another try for a %i', (status) => {
    expect(describeError(apiError(status))).toMatchObject({ mayRetry: false });
  });
});
