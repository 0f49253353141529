import { NEVER, type Observable, concat, defer, of, switchMap, timer } from 'rxjs';
import { ClientClosedError } from 'venice-rx';
import { type DurableOptions, RunLostError, type RunStore, memoryRunStore } from 'venice-rx/durable';
import { inVirtualTime } from 'venice-rx/testing';
import { FaultyStore } from './faulty-store.js';
import { createRuns, record, toSource, valuesIn } from './recorder.js';

function twoProcesses(source: () => Observable<unknown>, options: Omit<DurableOptions, 'sources'> = {}) {
  const store = memoryRunStore();
  const settings = { ...options, sources: { source: toSource(source) } };
  return [createRuns(store, settings), createRuns(store, settings)] as const;
}
const startOptions = { source: 'source', input: 'Hi' } as const;
const runIn = <T>(_context: unknown, work: () => T): T => work();

describe('close', () => {
  it('refuses new runs at once, lets running ones finish, and then fails the watchers of other runs', () => {
    inVirtualTime(({ cold, flush }) => {
      const [closing, other] = twoProcesses(() => cold('-a 5s b|'));
      const state = record(closing.state);
      record(closing.start('run', startOptions));
      const watcher = record(other.follow('run'));
      const waiting = record(closing.follow('later', { waitForStart: 60_000 }));
      timer(1000).subscribe(() => void closing.close());
      timer(2000).subscribe(() => {
        expect(record(closing.start('new', startOptions)).failure).toBeInstanceOf(ClientClosedError);
        expect(record(closing.start('run', startOptions)).end).toBeUndefined();
      });
      flush();

      expect(valuesIn(watcher)).toEqual(['a', 'b']);
      expect(watcher.end).toBe('completed');
      expect(waiting.failure).toBeInstanceOf(ClientClosedError);
      expect(waiting.times).toEqual([5003]);
      expect(record(closing.follow('run')).failure).toBeInstanceOf(ClientClosedError);
      expect(
        state.values.map(({ status }) => status).filter((status, index, all) => status !== all[index - 1]),
      ).toEqual(['open', 'closing', 'closed']);
      expect(state.values.at(-1)).toMatchObject({ running: 0, watchers: 0, unflushed: 0 });
    });
  });

  it.each([0, 3000])('fails a run that still runs after %d ms with a RunLostError', (drainTimeout) => {
    inVirtualTime(({ flush }) => {
      const [closing, other] = twoProcesses(() => concat(of('a'), NEVER));
      record(closing.start('run', startOptions));
      const events = record(closing.events);
      const watcher = record(other.follow('run'));
      timer(1000).subscribe(() => void closing.close({ drainTimeout }));
      flush();

      expect(watcher.failure).toBeInstanceOf(RunLostError);
      expect(watcher.times.at(-1)).toBe(1000 + drainTimeout);
      expect(events.values).toMatchObject([{ type: 'lost', run: { id: 'run' } }]);
      expect(events.end).toBe('completed');
    });
  });

  it('starts no source if the store answers after `drainTimeout`', () => {
    inVirtualTime(({ flush }) => {
      const store = memoryRunStore();
      const slow: RunStore = Object.assign(new FaultyStore(store), {
        begin: (...init: Parameters<RunStore['begin']>) =>
          timer(100).pipe(switchMap(() => store.begin(...init))),
      });
      let requests = 0;
      const source = toSource(() => defer(() => ((requests += 1), NEVER)));
      const closing = createRuns(slow, { sources: { source } });
      const state = record(closing.state);
      record(closing.start('run', startOptions));
      timer(1).subscribe(() => void closing.close({ drainTimeout: 0 }));
      flush();

      expect(requests).toBe(0);
      expect(state.values.at(-1)).toMatchObject({ status: 'closed', running: 0 });
    });
  });

  it('hands over a run that another process may restart', () => {
    inVirtualTime(({ cold, flush }) => {
      let requests = 0;
      const source = (): Observable<unknown> => {
        requests += 1;
        return requests === 1 ? NEVER : cold('-a|');
      };
      const [closing, other] = twoProcesses(source, { runIn });
      record(closing.start('run', startOptions));
      const watcher = record(other.follow('run'));
      timer(1000).subscribe(() => void closing.close({ drainTimeout: 0 }));
      flush();

      expect(valuesIn(watcher)).toEqual(['a']);
      expect(watcher.end).toBe('completed');
      // The other process looks for such runs every second, a tenth of the lease.
      expect(watcher.times.at(-1)).toBeLessThanOrEqual(2010);
    });
  });

  it('resolves without runs, also when it is called again', async () => {
    const [runs] = twoProcesses(() => NEVER);

    await expect(Promise.all([runs.close(), runs.close()])).resolves.toEqual([undefined, undefined]);
    await expect(runs.close()).resolves.toBeUndefined();
  });
});
