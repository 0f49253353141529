import { AsyncLocalStorage } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Observable, Subject } from 'rxjs';
import { type ChatCompletionChunk, shareChat } from 'venice-rx';

const user = new AsyncLocalStorage<object>();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Subscribes in a context of its own; the result refers to what the store holds. */
function subscribeInOwnContext(shared: Observable<ChatCompletionChunk>): WeakRef<object> {
  const store = { name: 'alice' };
  user.run(store, () => shared.subscribe({ error: () => undefined }));
  return new WeakRef(store);
}

it.each(['complete', 'error'] as const)(
  'a shared answer that has ended (%s) keeps no context',
  async (end) => {
    const source = new Subject<ChatCompletionChunk>();
    const shared = source.pipe(shareChat());
    const store = subscribeInOwnContext(shared);
    await new Promise(setImmediate);
    collectGarbage();
    const wasKept = store.deref() !== undefined;
    source[end](new Error('cut'));
    for (let round = 0; round < 20 && store.deref() !== undefined; round += 1) {
      await new Promise(setImmediate);
      collectGarbage();
    }

    expect([wasKept, store.deref()]).toEqual([true, undefined]);
    expect(shared).toBeDefined();
  },
);
