import { RequestError, VeniceClient, type ChatRequestOptions } from 'venice-rx';
import { hello, scripted } from '../support/replies.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;

function sent(extraBody: unknown, more: object = {}): object {
  const { transport, requests } = scripted(hello());
  const client = new VeniceClient({ baseURL: 'http://localhost', transport });

  client.chat.completions.create({ ...request, ...more }, { extraBody } as ChatRequestOptions).subscribe();

  return JSON.parse(String(requests[0]?.body ?? '{}')) as object;
}

describe('a request that the server would refuse', () => {
  it('is refused before it is sent, in the error channel', () => {
    const { transport, requests } = scripted(hello());
    const client = new VeniceClient({ baseURL: 'http://localhost', transport });
    const wrong = { ...request, logit_bias: {} };
    let failure: unknown;

    client.chat.completions.create(wrong).subscribe({ error: (error: unknown) => (failure = error) });

    expect(failure).toBeInstanceOf(RequestError);
    expect(failure).toMatchObject({ path: 'logit_bias', isRetryable: false });
    expect(requests).toEqual([]);
  });
});

describe('extraBody', () => {
  it('sends fields that only other servers know', () => {
    expect(sent({ logit_bias: { 50256: -100 } })).toMatchObject({ ...request, logit_bias: { 50256: -100 } });
  });

  it('wins over the request, unchecked', () => {
    expect(sent({ temperature: 5 }, { temperature: 1 })).toMatchObject({ temperature: 5 });
  });

  it.each([
    [{ stream: false }, '`extraBody` must be an object without `stream`; received an object'],
    [[], '`extraBody` must be an object without `stream`; received an array'],
    [null, '`extraBody` must be an object without `stream`; received null'],
  ])('throws a TypeError for %j', (extraBody, message) => {
    expect(() => sent(extraBody)).toThrow(new TypeError(message));
  });
});
