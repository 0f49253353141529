import { of } from 'rxjs';
import { VeniceClient } from 'venice-rx';
import {
  durableChat,
  durableRuns,
  followRun,
  memoryRunStore,
  pipeRunToNodeResponse,
  stopRun,
} from 'venice-rx/durable';

const store = memoryRunStore();
const client = new VeniceClient({ baseURL: 'http://app.example' });
const runs = durableRuns(store, { sources: { words: () => of('a') } });
const calls: readonly (readonly [string, (options: never) => unknown, object])[] = [
  ['durableRuns', (options) => durableRuns(store, options), { sources: {} }],
  ['memoryRunStore', (options) => memoryRunStore(options), {}],
  ['start of a function', (options) => runs.start('a', options), { run: () => of(1) }],
  ['start of a source', (options) => runs.start('a', options), { source: 'words', input: 1 }],
  ['follow', (options) => runs.follow('a', options), {}],
  ['stop', (options) => runs.stop('a', options), {}],
  ['info', (options) => runs.info('a', options), {}],
  ['list', (options) => runs.list(options), {}],
  ['remove', (options) => runs.remove('a', options), {}],
  ['removeAll', (options) => runs.removeAll(options), {}],
  ['close', (options) => runs.close(options), {}],
  [
    'pipeRunToNodeResponse',
    (options) => pipeRunToNodeResponse(runs, 'a', {} as never, {} as never, options),
    { authorize: 'ids-are-capabilities' },
  ],
  ['followRun', (options) => followRun(client, 'a', options), {}],
  ['stopRun', (options) => stopRun(client, 'a', options), {}],
  ['durableChat', (options) => durableChat(client, options), {}],
];

describe.each(calls)('%s', (_, call, required) => {
  it('refuses an unknown option', () => {
    expect(() => call({ ...required, unknwon: 1 } as never)).toThrow('unknown option `unknwon`');
  });
});
