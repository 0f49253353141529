import { type Observable, catchError, of } from 'rxjs';
import { finish, inVirtualTime } from 'venice-rx/testing';
import { readChunks } from '../../src/response/read-chunks.js';
import { deltaChunk } from '../../src/testing/builders/envelope.js';
import { data, done, head } from './answers.js';

const reading = readChunks();
const [first, last] = [deltaChunk({ content: 'a' }, {}, 'stop'), finish()];

const events = {
  h: head(),
  c: data(`data: ${JSON.stringify(first)}\n\n`),
  f: data(`data: ${JSON.stringify(last)}\n\n`),
  d: data(done),
  x: data(': ping\n\n'),
};
const chunks = { c: first, f: last };

const failure = 'no (in an answer with status 200)';

/** Emits the message of an error, and completes. */
function endWithMessage<T>(source: Observable<T>): Observable<T | string> {
  return source.pipe(catchError((error: unknown) => of((error as Error).message)));
}

describe('readChunks at the end of a stream', () => {
  it('closes a body that stays open 100 ms after [DONE]', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  h-c-d------', events);
      const subscribed = '  ^ 103ms !';
      const expected = '    --c-|';

      expectObservable(source.pipe(reading)).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('lets a body end by itself within 100 ms after [DONE]', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  h-c-d-x 50ms |', events);
      const subscribed = '  ^ 56ms !';
      const expected = '    --c-|';

      expectObservable(source.pipe(reading)).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('ignores an error of the connection after [DONE]', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  h-c-d 50ms #', events);
      const subscribed = '  ^ 54ms !';
      const expected = '    --c-|';

      expectObservable(source.pipe(reading)).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('closes a body that sends more than 16 reads after [DONE], before the 100 ms are over', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  h-c-dxxxxxxxxxxxxxxxxxxxxxxxxx', events);
      const subscribed = '  ^--------------------!';
      const expected = '    --c-|';

      expectObservable(source.pipe(reading)).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('continues to read after the finish reason, since more chunks may follow', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  h-c-f 5s d 50ms |', events);
      const subscribed = '  ^ 5055ms !';
      const expected = '    --c-f 5s |';

      expectObservable(source.pipe(reading)).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it.each([
    ['before the first chunk', '      -!', '-'],
    ['after a chunk', '   ---!', '--c'],
    ['after the finish reason', '-----!', '--c-f'],
  ])('closes the body at once when the subscriber unsubscribes %s', (_name, unsubscription, expected) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('h-c-f-d', events);
      const subscribed = unsubscription.trim().replace('-', '^');

      expectObservable(source.pipe(reading), unsubscription.trim()).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('closes the body at once when the stream fails', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  h-c-e--d', { ...events, e: data('data: {"error":"no"}\n\n') });
      const subscribed = '  ^---!';
      const expected = '    --c-(e|)';

      expectObservable(source.pipe(reading, endWithMessage)).toBe(expected, { ...chunks, e: failure });
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });
});
