import { EMPTY, type Observable, lastValueFrom, of } from 'rxjs';
import {
  Conversation,
  VeniceClient,
  concatMapEager,
  contentDeltas,
  fallbackTo,
  fetchTransport,
  hedge,
  pace,
  retryOnApiError,
  runTools,
  toContent,
} from 'venice-rx';
import { chunk, scriptedTransport } from 'venice-rx/testing';
import { checkOptions } from '../../src/options/check-options.js';
import { aFunction } from '../../src/options/option-rules.js';

const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport(() => 'a|') });
const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;
const chunks$ = of(chunk('a'), chunk('b'));
const { completions } = client.chat;

/** Passes a value of the wrong type, as a JavaScript program can. */
const invalid = (value: unknown): never => value as never;

describe('a call with a common mistake', () => {
  it.each<[string, () => unknown, string]>([
    [
      'hedge without options',
      () => hedge(chunks$, chunks$, invalid(undefined)),
      '`after` must be a number of 0 or more; received undefined',
    ],
    [
      'hedge without a backup',
      () => hedge(chunks$, invalid({ after: 5 }), invalid(undefined)),
      '`backup` must be an Observable; received an object',
    ],
    [
      'hedge with a model',
      () => hedge(invalid('default'), chunks$, { after: 5 }),
      '`primary` must be an Observable; received a string',
    ],
    [
      'fallbackTo with a model',
      () => fallbackTo(invalid('default')),
      '`other` must be an Observable or a function; received a string',
    ],
    [
      'fallbackTo with nothing',
      () => fallbackTo(invalid(undefined)),
      '`other` must be an Observable or a function; received undefined',
    ],
    [
      'concatMapEager with nothing',
      () => concatMapEager(invalid(undefined)),
      '`project` must be a function; received undefined',
    ],
    [
      'concatMapEager with an Observable',
      () => concatMapEager(invalid(chunks$)),
      '`project` must be a function; received an Observable',
    ],
    [
      'runTools with a client',
      () => runTools(invalid(client), request, { tools: [] }),
      '`chat` must be client.chat.completions or a function; received an object',
    ],
    [
      'runTools with client.chat',
      () => runTools(invalid(client.chat), request, { tools: [] }),
      '`chat` must be client.chat.completions or a function; received an object',
    ],
    [
      'runTools with an answer',
      () => runTools(invalid(completions.create(request)), request, { tools: [] }),
      '`chat` must be client.chat.completions or a function; received an Observable',
    ],
    [
      'runTools without options',
      () => runTools(completions, request, invalid(undefined)),
      '`tools` must be an array of results of tool(); received undefined',
    ],
    [
      'Conversation with a client',
      () => new Conversation(invalid(client), { request: { model: 'm' } }),
      '`chat` must be client.chat.completions or a function; received an object',
    ],
    [
      'an operator that is not called',
      () => chunks$.pipe(invalid(contentDeltas)),
      '`options` must be an object; received an Observable',
    ],
    [
      'an operator with options that is not called',
      () => chunks$.pipe(invalid(retryOnApiError)),
      '`options` must be an object; received an Observable',
    ],
    [
      'a number as signal',
      () => completions.create(request, { signal: invalid(5) }),
      '`signal` must be an AbortSignal; received 5',
    ],
    [
      'a controller as signal',
      () => completions.create(request, { signal: invalid(new AbortController()) }),
      '`signal` must be an AbortSignal; received an object',
    ],
    [
      'an object of interceptors',
      () => new VeniceClient({ interceptors: invalid({}) }),
      '`interceptors` must be an array of functions; received an object',
    ],
    [
      'one interceptor',
      () => new VeniceClient({ interceptors: invalid(() => EMPTY) }),
      '`interceptors` must be an array of functions; received a function',
    ],
    [
      'a number of retries',
      () => new VeniceClient({ retry: invalid(3) }),
      '`retry` must be an operator, such as retryOnApiError(), or false; received 3',
    ],
    [
      'options of a retry',
      () => new VeniceClient({ retry: invalid({ maxRetries: 3 }) }),
      '`retry` must be an operator, such as retryOnApiError(), or false; received an object',
    ],
    [
      'a key instead of options',
      () => new VeniceClient(invalid('key')),
      '`options` must be an object; received a string',
    ],
    [
      'null instead of options',
      () => new VeniceClient(invalid(null)),
      '`options` must be an object; received null',
    ],
  ])('throws a TypeError with the expected value: %s', (_, call, message) => {
    expect(call).toThrow(new TypeError(message));
  });

  it('throws a TypeError for missing options even if none of them is required', () => {
    expect(() => {
      checkOptions(undefined, { a: aFunction });
    }).toThrow(new TypeError('`options` must be an object; received undefined'));
  });

  it('does not reject arrays, Promises and other inputs that RxJS converts', async () => {
    for (const source of [chunks$, [chunk('a')], Promise.resolve(chunk('a')), completions.create(request)]) {
      await expect(lastValueFrom(hedge(source, EMPTY, { after: 5 }).pipe(toContent()))).resolves.toMatch(
        /^ab?$/,
      );
      expect(() => fallbackTo(source)).not.toThrow();
    }
    expect(() =>
      hedge({ subscribe: () => undefined, '@@observable': () => EMPTY } as never, EMPTY, { after: 5 }),
    ).not.toThrow();
  });
});

describe('a pipeline with a common mistake', () => {
  it.each<[string, Observable<unknown>, string]>([
    [
      'pace on chunks',
      chunks$.pipe(invalid(pace())),
      '`source` must emit strings: put contentDeltas() before pace(); received an object',
    ],
    [
      'pace on completions',
      completions.create({ ...request, stream: false }).pipe(invalid(pace())),
      '`source` must emit strings: put contentDeltas() before pace(); received an object',
    ],
    [
      'an operator as retry that is not called',
      new VeniceClient({
        baseURL: 'http://test',
        transport: scriptedTransport('a|'),
        retry: invalid(retryOnApiError),
      }).chat.completions.create(request),
      '`options` must be an object; received an Observable',
    ],
  ])('fails with a TypeError: %s', async (_, result, message) => {
    await expect(lastValueFrom(result)).rejects.toEqual(new TypeError(message));
  });
});

describe('the error in a page', () => {
  const inPage = async (origin: string, act: () => Promise<unknown>): Promise<unknown> => {
    Object.defineProperty(globalThis, 'location', {
      value: { origin, href: `${origin}/` },
      configurable: true,
    });
    try {
      return await act();
    } finally {
      Reflect.deleteProperty(globalThis, 'location');
    }
  };
  const getFailure = (url: string, error: Error = new TypeError('Failed to fetch')): Promise<unknown> => {
    const transport = fetchTransport({ fetch: () => Promise.reject(error) });
    return lastValueFrom(transport({ method: 'POST', url, headers: {} })).catch(
      (failure: unknown) => failure,
    );
  };

  it('mentions a relay if key and base URL are missing, but the environment variable outside of a page', async () => {
    const ask = (): Promise<unknown> =>
      lastValueFrom(new VeniceClient({ apiKey: false }).chat.completions.create(request)).catch(
        (failure: unknown) => failure,
      );

    await expect(inPage('https://page.example', ask)).resolves.toMatchObject({
      name: 'AuthenticationError',
      message: 'no API key: set `baseURL` to the URL of your relay, which adds the key',
    });
    await expect(ask()).resolves.toMatchObject({
      message: 'no API key: set the environment variable VENICE_API_KEY, or pass `apiKey` to VeniceClient',
    });
  });

  it('mentions the environment variable in Deno, whose global `location` is undefined', async () => {
    Object.defineProperty(globalThis, 'location', { value: undefined, configurable: true });
    try {
      await expect(
        lastValueFrom(new VeniceClient({ apiKey: false }).chat.completions.create(request)),
      ).rejects.toMatchObject({
        message: 'no API key: set the environment variable VENICE_API_KEY, or pass `apiKey` to VeniceClient',
      });
    } finally {
      Reflect.deleteProperty(globalThis, 'location');
    }
  });

  it('mentions CORS if a request to another origin fails without a code', async () => {
    const message =
      'no connection to https://api.example: it is unreachable, or does not allow https://page.example (CORS)';

    await expect(
      inPage('https://page.example', () => getFailure('https://api.example/v1')),
    ).resolves.toMatchObject({
      name: 'APIConnectionError',
      message,
      isRetryable: true,
    });
  });

  it.each([
    [
      'to its own origin',
      'https://page.example',
      new TypeError('Failed to fetch'),
      'no connection to https://page.example',
    ],
    [
      'with a code',
      'https://api.example',
      Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
      'no connection to https://api.example: ECONNREFUSED',
    ],
  ])('does not mention CORS if a request fails %s', async (_, url, error, message) => {
    await expect(inPage('https://page.example', () => getFailure(url, error))).resolves.toMatchObject({
      message,
    });
  });

  it('mentions CORS only in a page, not in other runtimes', async () => {
    await expect(getFailure('https://api.example')).resolves.toMatchObject({
      message: 'no connection to https://api.example',
    });
  });
});
