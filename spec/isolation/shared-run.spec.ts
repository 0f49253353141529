import { Subject } from 'rxjs';
import { type ChatCompletionChunk, shareChat } from 'venice-rx';
import type { AsyncContext } from 'venice-rx/node';
import { chunk } from 'venice-rx/testing';
import { Observer, user } from './users.js';

/** How often a context was entered. */
let mockEntries = 0;

jest.mock('../../src/async-context/capture-context', () => {
  const actual = jest.requireActual<typeof import('venice-rx/node')>(
    '../../src/async-context/capture-context',
  );
  const counted = (): AsyncContext => {
    const context = actual.captureContext();
    return Object.assign(Object.create(context) as AsyncContext, {
      run: <T>(callback: () => T): T => {
        mockEntries += 1;
        return context.run(callback);
      },
      equals: (other: AsyncContext) => context.equals(Object.getPrototypeOf(other) as AsyncContext),
    });
  };
  return { captureContext: counted };
});

function share(subscribers: readonly string[]): { observer: Observer; entries: number } {
  const observer = new Observer();
  const chunks = new Subject<ChatCompletionChunk>();
  const shared = chunks.pipe(shareChat());
  for (const owner of subscribers) {
    shared.subscribe(observer.noting(owner, 'next'));
  }
  mockEntries = 0;
  chunks.next(chunk('Hello'));
  return { observer, entries: mockEntries };
}

it('enters no context for 1,000 subscribers of one context', () => {
  const all = Array.from({ length: 1000 }, () => 'alice');
  const { observer, entries } = user.run('alice', () => share(all));

  expect(observer.observed).toHaveLength(1000);
  expect(observer.strays).toEqual([]);
  expect(entries).toBe(0);
});

it('enters the context of each subscriber whose context is not that of the first', () => {
  const chunks = new Subject<ChatCompletionChunk>();
  const shared = chunks.pipe(shareChat());
  const observer = new Observer();
  for (const owner of ['alice', 'bob', 'alice', 'bob', 'bob']) {
    user.run(owner, () => shared.subscribe(observer.noting(owner, 'next')));
  }
  mockEntries = 0;
  user.run('alice', () => {
    chunks.next(chunk('Hello'));
  });

  expect(observer.strays).toEqual([]);
  expect(mockEntries).toBeGreaterThanOrEqual(3);
});
