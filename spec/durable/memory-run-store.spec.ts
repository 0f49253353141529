import { firstValueFrom, from } from 'rxjs';
import { type RunInit, memoryRunStore, runFormat } from 'venice-rx/durable';
import { describeRunStore } from './store-contract.js';

const init: RunInit = {
  v: runFormat,
  owner: 'o',
  subject: '',
  inputHash: '',
  lease: 1000,
  ttl: 1000,
  tombstoneTtl: 1000,
};

describeRunStore('memoryRunStore', () => {
  let now = 1000;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
  const store = memoryRunStore();
  return Promise.resolve({
    store,
    other: store,
    startsWithRefresh: false,
    pass: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => {
      clock.mockRestore();
      return Promise.resolve();
    },
  });
});

describe('memoryRunStore', () => {
  it('drops the runs that ended first when all logs together exceed its size', async () => {
    const store = memoryRunStore({ maxSize: 20 });
    for (const id of ['one', 'two', 'three']) {
      void store.begin(id, init);
      void store.append({ id, subject: '', epoch: 1, owner: 'o' }, 1, '["12345"]');
    }
    void store.end({ id: 'two', subject: '', epoch: 1, owner: 'o' }, 2, 'done', '{}');
    void store.end({ id: 'one', subject: '', epoch: 1, owner: 'o' }, 2, 'done', '{}');
    const statuses = await Promise.all(
      ['one', 'two', 'three'].map(async (id) => (await firstValueFrom(from(store.info(id))))?.status),
    );

    expect(statuses).toEqual(['done', 'gone', 'running']);
  });

  it('refuses unknown options', () => {
    // @ts-expect-error -- There is no such option.
    expect(() => memoryRunStore({ size: 1 })).toThrow('unknown option `size`');
  });
});
