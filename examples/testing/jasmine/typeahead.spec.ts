import { VeniceClient, retryOnApiError } from 'venice-rx';
import { type ScriptedTransport, apiError, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { typeahead } from '../typeahead';

// Without the random part of the delays of retries, a test can expect exact times.
const createClient = (transport: ScriptedTransport): VeniceClient =>
  new VeniceClient({ baseURL: 'http://test', transport, retry: retryOnApiError({ jitter: () => 0 }) });

describe('typeahead', () => {
  it('sends a request 300 ms after the last change, and emits the growing answer', () => {
    const transport = scriptedTransport({ marbles: '-a-b-|', values: { a: 'tea', b: ' time' } });

    inVirtualTime(({ cold, expectObservable }) => {
      const typed$ = cold('a--b 309ms |', { a: 't', b: 'te' });
      const expected = '   303ms -a-b------|';

      const result$ = typeahead(typed$, createClient(transport));

      expectObservable(result$).toBe(expected, { a: 'tea', b: 'tea time' });
    });

    expect(transport.requests.map(({ prompt }) => prompt)).toEqual(['te']);
    transport.verify();
  });

  it('cancels the request for the previous text', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const transport = scriptedTransport('-a 500ms b|', '-c|');
      const typed$ = cold('     a 349ms b 302ms |', { a: 't', b: 'te' });
      const requests = ['300ms  ^ 349ms !', '650ms ^-!'];
      const expected = '300ms -a 349ms c-|';

      const result$ = typeahead(typed$, createClient(transport));

      expectObservable(result$).toBe(expected);
      expectSubscriptions(transport.subscriptions).toBe(requests);
    });
  });

  it('retries after the delay that the server demands', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const busy = apiError(429, { retryAfter: 2000 });
      const transport = scriptedTransport({ marbles: '-#', error: busy }, '-a|');
      const typed$ = cold('     t|');
      const requests = ['-^!', '-- 2s ^-!'];
      const expected = '        -- 2s -a|';

      const result$ = typeahead(typed$, createClient(transport));

      expectObservable(result$).toBe(expected);
      expectSubscriptions(transport.subscriptions).toBe(requests);
    });
  });

  it('emits the text so far with an ellipsis when the answer stalls', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const transport = scriptedTransport('-a-b---');
      const typed$ = cold('t|');
      const expected = '   --a-b 4999ms (c|)';

      const result$ = typeahead(typed$, createClient(transport));

      expectObservable(result$).toBe(expected, { a: 'a', b: 'ab', c: 'ab…' });
    });
  });
});
