import { type ChatCompletionRequest, type ChatMessage, RequestError, validateHistory } from 'venice-rx';
import { checkRequest } from '../../src/node/check-request.js';
import { hostileRequests } from '../support/hostile-requests.js';
import { leastTime } from '../support/least-time.js';

/** What is wrong with a request, or undefined. */
function check(request: object): unknown {
  try {
    checkRequest(request as ChatCompletionRequest);
  } catch (error) {
    return error;
  }
  return undefined;
}

const bodies = Object.entries(hostileRequests).filter(([, body]) => body.length <= 256 * 1024);

// Collecting an issue for each element takes 300 ms and more; stopping takes 1 to 10 ms.
describe.each(bodies)('a request of 256 KiB: %s', (_name, body) => {
  const request = JSON.parse(body) as object;

  it('is taken or refused by a RequestError with a short message, in bounded time', async () => {
    let error: unknown;

    expect(await leastTime(() => (error = check(request)), 200)).toBeLessThan(200);
    expect(error === undefined || error instanceof RequestError).toBe(true);
    expect(String((error as Error | undefined)?.message).length).toBeLessThan(3000);
  });
});

describe('a request with very many wrong elements', () => {
  const wrong = Array.from({ length: 130_000 }, () => null);
  const said = { role: 'user', content: 'Hi' };

  it.each<[string, object]>([
    ['messages', { messages: wrong }],
    ['messages[0].content', { messages: [{ role: 'user', content: wrong }] }],
    [
      'messages[0].reasoning_details',
      { messages: [{ role: 'assistant', content: 'Hi', reasoning_details: wrong }] },
    ],
    ['tools', { messages: [said], tools: wrong }],
    ['stop_token_ids', { messages: [said], stop_token_ids: wrong }],
    ['include', { messages: [said], include: wrong }],
  ])('fails with a RequestError that names the first of %s', (path, fields) => {
    const error = check({ model: 'default', ...fields });

    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ path: `${path}[0]` });
    expect((error as RequestError).message.length).toBeLessThan(1000);
  });

  it('names the first of many wrong values of an object', () => {
    const metadata = Object.fromEntries(wrong.slice(0, 10_000).map((value, index) => [`k${index}`, value]));

    expect(check({ model: 'default', messages: [said], metadata })).toMatchObject({ path: 'metadata.k0' });
  });
});

describe('validateHistory', () => {
  const count = 130_000;
  const called = (id: string): object => ({ id, type: 'function', function: { name: 'a', arguments: '{}' } });

  it('finds any number of unanswered calls', () => {
    const tool_calls = Array.from({ length: count }, (_, index) => called(`call_${index}`));
    const messages = [{ role: 'assistant', content: null, tool_calls }] as unknown as ChatMessage[];

    expect(validateHistory(messages)).toHaveLength(count);
  });

  it('takes linear time for many calls and results', async () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `call_${index}`);
    const results = ids.map((id) => ({ role: 'tool', tool_call_id: id, content: '' }));
    const messages = [
      { role: 'assistant', content: null, tool_calls: ids.map(called) },
      ...results,
    ] as unknown as ChatMessage[];

    expect(validateHistory(messages)).toEqual([]);
    // Quadratic work takes some seconds, linear work 30 ms.
    expect(await leastTime(() => validateHistory(messages), 600)).toBeLessThan(600);
  });
});
