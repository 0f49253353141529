import { type ChatCompletionRequest, type ChatMessage, RequestError, validateHistory } from 'venice-rx';
import { checkRequest } from '../../src/node/check-request.js';
import { hostileRequests } from '../support/hostile-requests.js';
import { leastTime } from '../support/least-time.js';

/** Returns the error of a request; undefined if it is valid. */
function check(request: object): unknown {
  try {
    checkRequest(request as ChatCompletionRequest);
  } catch (error) {
    return error;
  }
  return undefined;
}

const bodies = Object.entries(hostileRequests).filter(([, body]) => body.length <= 256 * 1024);

// Collecting an issue for each element would take at least 300 ms; stopping at the first issues takes 1 to 10 ms.
describe.each(bodies)('a request of 256 KiB: %s', (_name, body) => {
  const request = JSON.parse(body) as object;

  it('is accepted or rejected in less than 200 ms, with a RequestError of less than 3,000 characters', async () => {
    let error: unknown;

    expect(await leastTime(() => (error = check(request)), 200)).toBeLessThan(200);
    expect(error === undefined || error instanceof RequestError).toBe(true);
    expect(String((error as Error | undefined)?.message).length).toBeLessThan(3000);
  });
});

describe('a request with 130,000 invalid elements', () => {
  const nulls = Array.from({ length: 130_000 }, () => null);
  const message = { role: 'user', content: 'Hi' };

  it.each<[string, object]>([
    ['messages', { messages: nulls }],
    ['messages[0].content', { messages: [{ role: 'user', content: nulls }] }],
    [
      'messages[0].reasoning_details',
      { messages: [{ role: 'assistant', content: 'Hi', reasoning_details: nulls }] },
    ],
    ['tools', { messages: [message], tools: nulls }],
    ['stop_token_ids', { messages: [message], stop_token_ids: nulls }],
    ['include', { messages: [message], include: nulls }],
  ])('fails with a RequestError at the first element of %s', (path, fields) => {
    const error = check({ model: 'default', ...fields });

    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ path: `${path}[0]` });
    expect((error as RequestError).message.length).toBeLessThan(1000);
  });

  it('fails with a RequestError at the first invalid value of an object', () => {
    const metadata = Object.fromEntries(nulls.slice(0, 10_000).map((value, index) => [`k${index}`, value]));

    expect(check({ model: 'default', messages: [message], metadata })).toMatchObject({ path: 'metadata.k0' });
  });
});

describe('validateHistory', () => {
  const count = 130_000;
  const createCall = (id: string): object => ({
    id,
    type: 'function',
    function: { name: 'a', arguments: '{}' },
  });

  it('finds 130,000 unanswered calls', () => {
    const tool_calls = Array.from({ length: count }, (_, index) => createCall(`call_${index}`));
    const messages = [{ role: 'assistant', content: null, tool_calls }] as unknown as ChatMessage[];

    expect(validateHistory(messages)).toHaveLength(count);
  });

  it('takes linear time for many calls and results', async () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `call_${index}`);
    const results = ids.map((id) => ({ role: 'tool', tool_call_id: id, content: '' }));
    const messages = [
      { role: 'assistant', content: null, tool_calls: ids.map(createCall) },
      ...results,
    ] as unknown as ChatMessage[];

    expect(validateHistory(messages)).toEqual([]);
    // Quadratic work would take seconds; linear work takes 30 ms.
    expect(await leastTime(() => validateHistory(messages), 600)).toBeLessThan(600);
  });
});
