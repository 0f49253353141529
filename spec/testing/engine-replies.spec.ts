import { map } from 'rxjs';
import { VeniceClient, contentDeltas, retryOnApiError, toContent } from 'venice-rx';
import {
  type EngineRepliesOptions,
  engineReplies,
  inVirtualTime,
  scriptedTransport,
  truncatedError,
} from 'venice-rx/testing';

const request = { model: 'default', messages: [{ role: 'user', content: 'Hi' }] } as const;
const streamRequest = { ...request, stream: true } as const;
const hello = [{ reply: { text: 'Hello', timing: { firstTokenDelay: 5 } } }];

function createClient(options: EngineRepliesOptions): VeniceClient {
  return new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport(engineReplies(options)) });
}

describe('engineReplies', () => {
  it('answers with the reply of a script, in virtual time', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient({ script: hello });
      const expected = '-----(a|)';

      expectObservable(client.chat.completions.create(streamRequest).pipe(toContent())).toBe(expected, {
        a: 'Hello',
      });
      expectObservable(
        client.chat.completions.create(request).pipe(map(({ choices }) => choices[0]?.message.content)),
      ).toBe(expected, { a: 'Hello' });
    });
  });

  it('answers with the story of the default script', () => {
    let text = '';
    inVirtualTime(() => {
      createClient({})
        .chat.completions.create(streamRequest)
        .pipe(contentDeltas())
        .subscribe((delta) => (text += delta));
    });

    expect(text).toMatch(/^In the village /);
    expect(text.split(' ').length).toBeGreaterThan(200);
  });

  it('has limits in virtual time: a retry waits until they reset', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient({ script: hello, tier: { requests: 1, tokens: 1e6 } });
      const ask = client.chat.completions
        .create(streamRequest)
        .pipe(retryOnApiError({ jitter: () => 0 }), toContent());

      expectObservable(ask).toBe('            5ms (a|)', { a: 'Hello' });
      expectObservable(ask, '10s ^').toBe('60005ms (a|)', { a: 'Hello' });
    });
  });

  it('breaks off the connection as the option `fault` says', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = createClient({ script: hello, fault: { kind: 'reset', after: 2 } });
      const deltas = client.chat.completions.create(streamRequest).pipe(contentDeltas());

      expectObservable(deltas).toBe('-----a 19ms #', { a: 'Hello' }, truncatedError());
    });
  });
});
