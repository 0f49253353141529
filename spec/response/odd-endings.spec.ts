import { APIConnectionError } from 'venice-rx';
import { answer, frame, head, readAll } from './answers.js';

const finish = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';

describe('a stream with an unusual end', () => {
  it('is truncated if it ends inside a frame, even after the finish reason', () => {
    const { chunks, isComplete, error } = readAll(
      answer(head(), [frame('a'), finish, 'data: {"choices":[],"usage":{"prompt_tok']),
    );

    expect(chunks).toHaveLength(2);
    expect(isComplete).toBe(false);
    expect(error).toMatchObject({ name: 'TruncatedStreamError' });
  });

  it('is complete if only the empty line after the last frame is missing', () => {
    const { chunks, isComplete } = readAll(answer(head(), [frame('a'), finish.trimEnd()]));

    expect(chunks).toHaveLength(2);
    expect(isComplete).toBe(true);
  });

  it('fails with the code of the connection that broke off', () => {
    const reset = new APIConnectionError({ message: 'gone', code: 'ECONNRESET' });

    expect(readAll(answer(head(), [frame('a')], reset)).error).toMatchObject({
      name: 'TruncatedStreamError',
      code: 'ECONNRESET',
      cause: reset,
    });
    expect(readAll(answer(head(), [frame('a')], new Error('gone'))).error).not.toHaveProperty('code');
  });

  it.each([
    ['in the stream', 200, 'data: '],
    ['as the response', 400, ''],
  ])(
    'accepts an issue whose path contains an object that cannot be converted to a string: %s',
    (_name, status, prefix) => {
      const body =
        '{"error":{"code":1},"issues":[{"message":"m","path":[{"toString":1,"valueOf":1},"model"]}]}';
      const { error } = readAll(answer(head(status), [`${prefix}${body}\n\n`]));

      expect(error).toMatchObject({ message: expect.stringContaining('model: m') as string });
    },
  );
});
