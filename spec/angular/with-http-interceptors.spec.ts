import { HttpErrorResponse, HttpEventType, type HttpInterceptorFn, HttpResponse } from '@angular/common/http';
import { InjectionToken, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { EMPTY, catchError, filter, ignoreElements, merge, of, retry, tap, throwError } from 'rxjs';
import {
  type ChatCompletionChunk,
  type ChatRequestOptions,
  type HttpTransport,
  contentDeltas,
} from 'venice-rx';
import type { Observable } from 'rxjs';
import { injectVenice, provideVenice, withHttpInterceptors } from 'venice-rx/angular';
import {
  type ChatReplies,
  type ChatReply,
  type ScriptedTransport,
  apiError,
  cut,
  inVirtualTime,
  scriptedTransport,
} from 'venice-rx/testing';
import { question } from './support/question.js';

const TOKEN = new InjectionToken<string>('TOKEN', { providedIn: 'root', factory: () => 'a-token' });
const authorize: HttpInterceptorFn = (request, next) =>
  next(request.clone({ setHeaders: { Authorization: `Bearer ${inject(TOKEN)}` } }));

/** The answer to a request that passes through interceptors. */
function answerThrough(
  interceptors: readonly HttpInterceptorFn[],
  transport: HttpTransport,
  options: ChatRequestOptions = {},
): Observable<ChatCompletionChunk> {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({
    providers: [provideVenice({ baseURL: 'http://test/v1', transport }, withHttpInterceptors(interceptors))],
  });
  const client = TestBed.runInInjectionContext(injectVenice);
  return client.chat.completions.create({ ...question('Hi')!, stream: true }, options);
}
const textThrough = (interceptors: readonly HttpInterceptorFn[], transport: ScriptedTransport) =>
  answerThrough(interceptors, transport).pipe(contentDeltas());

it('sends the headers that an interceptor sets, and streams the answer', () => {
  inVirtualTime(({ expectObservable, expectSubscriptions, flush }) => {
    const transport = scriptedTransport('-a-b|');

    expectObservable(textThrough([authorize], transport)).toBe('-a-b|');
    expectSubscriptions(transport.subscriptions).toBe('^---!');
    flush();
    expect(transport.requests[0]?.headers['authorization']).toBe('Bearer a-token');
    expect(transport.requests[0]?.body).toEqual({
      ...question('Hi'),
      stream: true,
      stream_options: { include_usage: true },
    });
  });
});

it('calls the interceptors in order, with a request like that of HttpClient', () => {
  inVirtualTime(({ flush }) => {
    const order: string[] = [];
    const one: HttpInterceptorFn = (request, next) => {
      order.push(
        `one ${request.method} ${request.urlWithParams} ${request.headers.get('Content-Type') ?? ''}`,
      );
      return next(request);
    };
    const two: HttpInterceptorFn = (request, next) => {
      order.push(`two ${(request.body as { model: string }).model}`);
      return next(request);
    };
    textThrough([one, two], scriptedTransport('a|')).subscribe();
    flush();

    expect(order).toEqual(['one POST http://test/v1/chat/completions application/json', 'two default']);
  });
});

it('sends the URL, parameters and body that an interceptor has changed', () => {
  inVirtualTime(({ flush }) => {
    const transport = scriptedTransport('a|');
    const change: HttpInterceptorFn = (request, next) =>
      next(
        request.clone({
          url: 'http://other.test/chat',
          setParams: { tenant: '7' },
          body: { ...(request.body as object), model: 'another' },
        }),
      );
    textThrough([change], transport).subscribe();
    flush();

    expect(transport.requests[0]).toMatchObject({
      url: 'http://other.test/chat?tenant=7',
      body: { model: 'another', stream: true },
    });
  });
});

it('sends nothing before `subscribe`, and closes the connection on `unsubscribe`', () => {
  inVirtualTime(({ expectObservable, expectSubscriptions }) => {
    const transport = scriptedTransport('-a-b|');

    expectObservable(textThrough([authorize], transport), '--^-!').toBe('---a');
    expectSubscriptions(transport.subscriptions).toBe('--^-!');
  });
});

it('passes the gate to the transport', () => {
  const passed: boolean[] = [];
  inVirtualTime(({ cold, flush }) => {
    const sent = scriptedTransport('-----a|');
    const gate = cold('-c-o', { c: false, o: true });
    const transport: HttpTransport = (request) =>
      merge(
        sent(request),
        (request.gate ?? EMPTY).pipe(
          tap((isOpen) => passed.push(isOpen)),
          ignoreElements(),
        ),
      );

    answerThrough([authorize], transport, { gate }).subscribe();

    flush();
  });

  expect(passed).toEqual([true, false, true]);
});

it('passes the answer to interceptors as events of HttpClient', () => {
  inVirtualTime(({ flush }) => {
    const events: string[] = [];
    const watch: HttpInterceptorFn = (request, next) =>
      next(request).pipe(
        tap((event) => {
          events.push(HttpEventType[event.type]);
          if (event instanceof HttpResponse) events.push(String(event.status));
        }),
      );
    textThrough([watch], scriptedTransport('-a|')).subscribe();
    flush();

    expect(events[0]).toBe('ResponseHeader');
    expect(events.slice(1, -2)).toEqual(events.slice(1, -2).map(() => 'DownloadProgress'));
    expect(events.slice(-2)).toEqual(['Response', '200']);
  });
});

describe('a failed request', () => {
  const replies: ChatReplies = (request) =>
    request.headers['authorization'] === 'Bearer new'
      ? '-a|'
      : { marbles: '--#', error: apiError(401, { message: 'Expired' }) };

  it('is an HttpErrorResponse for interceptors, and the usual error for the client', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const seen: unknown[] = [];
      const watch: HttpInterceptorFn = (request, next) =>
        next(request).pipe(tap({ error: (error: unknown) => seen.push(error) }));
      const without = textThrough([], scriptedTransport(replies));

      let error: unknown;
      without.subscribe({ error: (thrown: unknown) => (error = thrown) });
      flush();
      expectObservable(textThrough([watch], scriptedTransport(replies))).toBe('----#', undefined, error);
      flush();

      expect(error).toMatchObject({ name: 'AuthenticationError', status: 401 });
      expect(seen).toEqual([expect.any(HttpErrorResponse)]);
      expect(seen[0]).toMatchObject({ status: 401, error: { error: expect.anything() as unknown } });
    });
  });

  it('can be retried by an interceptor with another token', () => {
    inVirtualTime(({ expectObservable, expectSubscriptions }) => {
      const transport = scriptedTransport(replies);
      const refresh: HttpInterceptorFn = (request, next) =>
        next(request).pipe(
          catchError((error: unknown) => {
            if (!(error instanceof HttpErrorResponse) || error.status !== 401)
              return throwError(() => error as Error);
            return next(request.clone({ setHeaders: { authorization: 'Bearer new' } }));
          }),
        );

      expectObservable(textThrough([refresh], transport)).toBe('---a|');
      expectSubscriptions(transport.subscriptions).toBe(['^-!', '--^-!']);
    });
  });

  it('has status 0 for interceptors if the connection fails, and is the usual error for the client', () => {
    inVirtualTime(({ flush }) => {
      const seen: unknown[] = [];
      const watch: HttpInterceptorFn = (request, next) =>
        next(request).pipe(tap({ error: (error: unknown) => seen.push(error) }));
      let error: unknown;
      textThrough([watch], scriptedTransport({ marbles: '-x', values: { x: cut() } })).subscribe({
        error: (thrown: unknown) => (error = thrown),
      });
      flush();

      expect(seen).toEqual([expect.objectContaining({ status: 0 })]);
      expect(error).toMatchObject({ name: 'APIConnectionError' });
    });
  });

  it('is a TruncatedStreamError if the connection breaks off during the answer', () => {
    inVirtualTime(({ flush }) => {
      let error: unknown;
      const reply: ChatReply = { marbles: '-a-x', values: { x: cut() } };
      textThrough([authorize], scriptedTransport(reply)).subscribe({
        error: (thrown: unknown) => (error = thrown),
      });
      flush();

      expect(error).toMatchObject({ name: 'TruncatedStreamError' });
    });
  });

  it('cannot be retried by an interceptor after a part of the answer was received', () => {
    inVirtualTime(({ flush }) => {
      const again: HttpInterceptorFn = (request, next) => next(request).pipe(retry(1));
      const reply: ChatReply = { marbles: '-a-x', values: { x: cut() } };
      const texts: string[] = [];
      let error: unknown;
      textThrough([again], scriptedTransport(reply, reply)).subscribe({
        next: (text) => texts.push(text),
        error: (thrown: unknown) => (error = thrown),
      });
      flush();

      expect(texts).toEqual(['a']);
      expect((error as Error).cause).toMatchObject({
        message: expect.stringContaining('retryOnApiError()') as unknown,
      });
    });
  });
});

describe('an interceptor', () => {
  it('may respond itself: the client reads the body of the response', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = scriptedTransport();
      const stream =
        'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
      const answer: HttpInterceptorFn = () => of(new HttpResponse({ status: 200, body: stream }));

      expectObservable(textThrough([answer], transport)).toBe('(a|)');
      expect(transport.requests).toEqual([]);
    });
  });

  it('may fail: the client fails with the same error', () => {
    inVirtualTime(({ expectObservable }) => {
      const mistake = new Error('log in first');
      const fail: HttpInterceptorFn = () => throwError(() => mistake);

      expectObservable(textThrough([fail], scriptedTransport())).toBe('#', undefined, mistake);
    });
  });

  it('may fail with an HttpErrorResponse: the client fails with the error class of its status', () => {
    const refuse: HttpInterceptorFn = () =>
      throwError(() => new HttpErrorResponse({ status: 403, error: { error: 'Not yours' } }));
    let error: unknown;
    textThrough([refuse], scriptedTransport()).subscribe({ error: (thrown: unknown) => (error = thrown) });

    expect(error).toMatchObject({ name: 'PermissionDeniedError', status: 403 });
  });

  it.each<[string, HttpInterceptorFn]>([
    ['nothing', () => EMPTY],
    [
      'no progress events, which carry the text',
      (request, next) => next(request).pipe(filter((event) => event instanceof HttpResponse)),
    ],
  ])('that emits %s makes the client fail with an APIConnectionError', (_name, interceptor) => {
    inVirtualTime(({ flush }) => {
      let error: unknown;
      textThrough([interceptor], scriptedTransport('a|')).subscribe({
        error: (thrown: unknown) => (error = thrown),
      });
      flush();

      expect(error).toMatchObject({ name: 'APIConnectionError' });
    });
  });

  it.each([
    ['another method', { method: 'PUT' }],
    ['a body that is not JSON', { body: new FormData() }],
  ])('that sends %s makes the client fail with a TypeError', (_name, change) => {
    const make: HttpInterceptorFn = (request, next) => next(request.clone(change));
    let error: unknown;
    textThrough([make], scriptedTransport()).subscribe({ error: (thrown: unknown) => (error = thrown) });

    expect(error).toBeInstanceOf(TypeError);
  });
});
