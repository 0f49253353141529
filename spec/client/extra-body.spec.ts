import { RequestError, VeniceClient, type ChatRequestOptions } from 'venice-rx';
import { hello, scripted } from '../support/replies.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;

function getSentBody(extraBody: unknown, more: object = {}): object {
  const { transport, requests } = scripted(hello());
  const client = new VeniceClient({ baseURL: 'http://localhost', transport });

  client.chat.completions.create({ ...request, ...more }, { extraBody } as ChatRequestOptions).subscribe();

  return JSON.parse(String(requests[0]?.body ?? '{}')) as object;
}

describe('a request with a field that Venice does not know', () => {
  it('fails with a RequestError before it is sent', () => {
    const { transport, requests } = scripted(hello());
    const client = new VeniceClient({ baseURL: 'http://localhost', transport });
    const invalid = { ...request, logit_bias: {} };
    let failure: unknown;

    client.chat.completions.create(invalid).subscribe({ error: (error: unknown) => (failure = error) });

    expect(failure).toBeInstanceOf(RequestError);
    expect(failure).toMatchObject({ path: 'logit_bias', isRetryable: false });
    expect(requests).toEqual([]);
  });
});

describe('extraBody', () => {
  it('adds fields that only other servers know', () => {
    expect(getSentBody({ logit_bias: { 50256: -100 } })).toMatchObject({
      ...request,
      logit_bias: { 50256: -100 },
    });
  });

  it('overrides the fields of the request, without validation', () => {
    expect(getSentBody({ temperature: 5 }, { temperature: 1 })).toMatchObject({ temperature: 5 });
  });

  it.each([
    [{ stream: false }, '`extraBody` must be an object without `stream`; received an object'],
    [[], '`extraBody` must be an object without `stream`; received an array'],
    [null, '`extraBody` must be an object without `stream`; received null'],
  ])('throws a TypeError for %j', (extraBody, message) => {
    expect(() => getSentBody(extraBody)).toThrow(new TypeError(message));
  });
});
