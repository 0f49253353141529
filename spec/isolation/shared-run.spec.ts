import { Subject } from 'rxjs';
import { type ChatCompletionChunk, shareChat } from 'venice-rx';
import type { AsyncContext } from 'venice-rx/node';
import { chunk } from 'venice-rx/testing';
import { ContextObserver, user } from './users.js';

/** How often `AsyncContext.run` was called. Jest requires the prefix `mock`. */
let mockEntries = 0;

jest.mock('../../src/async-context/capture-context', () => {
  const actual = jest.requireActual<typeof import('venice-rx/node')>(
    '../../src/async-context/capture-context',
  );
  const captureAndCount = (): AsyncContext => {
    const context = actual.captureContext();
    return Object.assign(Object.create(context) as AsyncContext, {
      run: <T>(callback: () => T): T => {
        mockEntries += 1;
        return context.run(callback);
      },
      equals: (other: AsyncContext) => context.equals(Object.getPrototypeOf(other) as AsyncContext),
    });
  };
  return { captureContext: captureAndCount };
});

function share(subscribers: readonly string[]): { observer: ContextObserver; entries: number } {
  const observer = new ContextObserver();
  const chunks = new Subject<ChatCompletionChunk>();
  const shared = chunks.pipe(shareChat());
  for (const owner of subscribers) {
    shared.subscribe(observer.recorder(owner, 'next'));
  }
  mockEntries = 0;
  chunks.next(chunk('Hello'));
  return { observer, entries: mockEntries };
}

it('enters no context for 1,000 subscribers of the same context', () => {
  const all = Array.from({ length: 1000 }, () => 'alice');
  const { observer, entries } = user.run('alice', () => share(all));

  expect(observer.calls).toHaveLength(1000);
  expect(observer.violations).toEqual([]);
  expect(entries).toBe(0);
});

it('enters the context of each subscriber whose context differs from that of the first', () => {
  const chunks = new Subject<ChatCompletionChunk>();
  const shared = chunks.pipe(shareChat());
  const observer = new ContextObserver();
  for (const owner of ['alice', 'bob', 'alice', 'bob', 'bob']) {
    user.run(owner, () => shared.subscribe(observer.recorder(owner, 'next')));
  }
  mockEntries = 0;
  user.run('alice', () => {
    chunks.next(chunk('Hello'));
  });

  expect(observer.violations).toEqual([]);
  expect(mockEntries).toBeGreaterThanOrEqual(3);
});
