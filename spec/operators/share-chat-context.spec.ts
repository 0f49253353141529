import { AsyncLocalStorage } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Observable, Subject } from 'rxjs';
import { type ChatCompletionChunk, shareChat } from 'venice-rx';

const user = new AsyncLocalStorage<object>();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Subscribes in a new async context, and returns a weak reference to the value of that context. */
function subscribeInNewContext(shared: Observable<ChatCompletionChunk>): WeakRef<object> {
  const alice = { name: 'alice' };
  user.run(alice, () => shared.subscribe({ error: () => undefined }));
  return new WeakRef(alice);
}

it.each(['complete', 'error'] as const)(
  'a shared answer that has ended (%s) does not keep the async context of its subscriber',
  async (end) => {
    const source = new Subject<ChatCompletionChunk>();
    const shared = source.pipe(shareChat());
    const alice = subscribeInNewContext(shared);
    await new Promise(setImmediate);
    collectGarbage();
    const wasKept = alice.deref() !== undefined;
    source[end](new Error('cut'));
    for (let round = 0; round < 20 && alice.deref() !== undefined; round += 1) {
      await new Promise(setImmediate);
      collectGarbage();
    }

    expect([wasKept, alice.deref()]).toEqual([true, undefined]);
    expect(shared).toBeDefined();
  },
);
