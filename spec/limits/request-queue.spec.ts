import {
  EMPTY,
  NEVER,
  Observable,
  Subject,
  type Subscription,
  asyncScheduler,
  finalize,
  of,
  throwError,
} from 'rxjs';
import { LimitExceededError } from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';
import {
  type Admission,
  type AdmissionPolicy,
  RequestQueue,
  waitInQueue,
} from '../../src/limits/request-queue.js';

const admit: Admission = { type: 'admit' };
const waitForChange: Admission = { type: 'wait', delay: Number.POSITIVE_INFINITY };

/** A queue whose policy calls `decide`, and a log of its events. */
class ScriptedQueue {
  readonly log: string[] = [];
  decide: (name: string) => Admission = () => admit;
  onRelease: () => void = () => undefined;
  readonly queue: RequestQueue<string>;

  constructor(options: Pick<AdmissionPolicy<string>, 'maxQueue' | 'onChange'> = {}) {
    this.queue = new RequestQueue({
      admit: (name) => this.decide(name),
      onRelease: (name) => {
        this.log.push(`${name} released`);
        this.onRelease();
      },
      ...options,
    });
  }

  /** Returns an Observable that waits in the queue under this name, and logs its subscription and its failure. */
  entry(name: string, source: Observable<unknown> = NEVER): Observable<unknown> {
    return waitInQueue(() => ({
      queue: this.queue,
      ticket: name,
      run: () => {
        this.log.push(`${name} runs`);
        return source;
      },
      onFailure: (error) => this.log.push(`${name} failed: ${String(error)}`),
    }));
  }

  /** Subscribes to an entry, and logs its completion or its error. */
  add(name: string, source?: Observable<unknown>): Subscription {
    return this.entry(name, source).subscribe({
      complete: () => this.log.push(`${name} complete`),
      error: (error: unknown) => this.log.push(`${name} error: ${String(error)}`),
    });
  }
}

describe('a request queue', () => {
  it('admits entries in order of arrival, and none before the first one', () => {
    const scripted = new ScriptedQueue();
    scripted.decide = () => waitForChange;
    for (const name of ['first', 'second', 'third']) scripted.add(name);

    expect(scripted.log).toEqual([]);
    expect(scripted.queue.first).toBe('first');
    // The policy would admit the other entries, but they must not overtake the first one.
    scripted.decide = (name) => (name === 'first' ? waitForChange : admit);
    scripted.queue.pump();
    expect(scripted.log).toEqual([]);

    scripted.decide = (name) => (name === 'third' ? waitForChange : admit);
    scripted.queue.pump();
    expect(scripted.log).toEqual(['first runs', 'second runs']);
    expect(scripted.queue.waiting).toBe(1);
  });

  it('creates an entry for each subscriber, and does not add an entry of a closed subscriber', () => {
    const scripted = new ScriptedQueue();
    const entry = scripted.entry('twice', of('value'));
    entry.subscribe();
    entry.subscribe();
    expect(scripted.log).toEqual(['twice runs', 'twice released', 'twice runs', 'twice released']);

    scripted.decide = () => waitForChange;
    new Observable((subscriber) => {
      subscriber.complete();
      scripted.queue.enqueue(
        { queue: scripted.queue, ticket: 'closed', run: () => EMPTY, onFailure: () => undefined },
        subscriber,
      );
    }).subscribe();
    expect(scripted.queue.waiting).toBe(0);
  });

  it('releases an entry before its subscriber is notified', () => {
    const scripted = new ScriptedQueue();
    scripted.add('empty', EMPTY);
    scripted.add(
      'failing',
      throwError(() => new Error('fault')),
    );
    scripted.add('open').unsubscribe();

    expect(scripted.log).toEqual([
      ...['empty runs', 'empty released', 'empty complete'],
      ...['failing runs', 'failing failed: Error: fault', 'failing released', 'failing error: Error: fault'],
      ...['open runs', 'open released'],
    ]);
  });

  it('removes a waiting entry at once when its subscriber unsubscribes', () => {
    const scripted = new ScriptedQueue();
    scripted.decide = (name) => (name === 'first' ? waitForChange : admit);
    const first = scripted.add('first');
    scripted.add('second');
    first.unsubscribe();

    // The first entry was never admitted, so the queue does not call `onRelease`.
    expect(scripted.log).toEqual(['second runs']);
    expect(scripted.queue.waiting).toBe(0);
  });

  it('fails an entry that the policy rejects, and continues with the next one', () => {
    const scripted = new ScriptedQueue();
    scripted.decide = (name) =>
      name === 'bad' ? { type: 'reject', error: new RangeError('refused') } : waitForChange;
    scripted.add('bad');
    scripted.add('good');
    expect(scripted.log).toEqual(['bad failed: RangeError: refused', 'bad error: RangeError: refused']);

    scripted.decide = () => admit;
    scripted.queue.pump();
    expect(scripted.log.slice(2)).toEqual(['good runs']);
  });

  it('fails an entry if `maxQueue` entries wait', () => {
    const scripted = new ScriptedQueue({ maxQueue: 1 });
    scripted.decide = () => waitForChange;
    const errors: unknown[] = [];
    scripted.add('waiting');
    scripted.entry('one more').subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors).toEqual([expect.any(LimitExceededError)]);
    expect(errors).toMatchObject([{ kind: 'queue', limit: 1 }]);
    expect(scripted.queue.waiting).toBe(1);
  });

  it('uses one timer, and only if the wait of the first entry is known', () => {
    inVirtualTime(({ expectObservable }) => {
      const schedule = jest.spyOn(asyncScheduler, 'schedule');
      const scripted = new ScriptedQueue();
      const pending = (): number =>
        schedule.mock.results.filter(({ value }) => !(value as Subscription).closed).length;
      scripted.decide = () => waitForChange;
      const waiting = scripted.add('leaves');
      expect(pending()).toBe(0);

      const openAt = asyncScheduler.now() + 5;
      scripted.decide = () => {
        const delay = openAt - asyncScheduler.now();
        return delay > 0 ? { type: 'wait', delay } : admit;
      };
      scripted.add('first');
      scripted.add('second');
      scripted.queue.pump();
      expect(pending()).toBe(1);
      waiting.unsubscribe();
      expect(pending()).toBe(1);
      schedule.mockRestore();

      expectObservable(scripted.entry('third', of('a'))).toBe('-----(a|)');
    });
  });

  it('stops its timer when the last entry is removed', () => {
    inVirtualTime(({ flush }) => {
      const scripted = new ScriptedQueue();
      const decided: string[] = [];
      scripted.decide = (name) => {
        decided.push(name);
        return { type: 'wait', delay: 5 };
      };
      scripted.add('only').unsubscribe();
      flush();

      expect(decided).toEqual(['only']);
    });
  });

  it('admits without recursion entries that complete or add entries during `pump`', () => {
    const scripted = new ScriptedQueue();
    let depth = 0;
    let deepest = 0;
    const nested = new Observable<never>((subscriber) => {
      depth += 1;
      deepest = Math.max(deepest, depth);
      if (scripted.log.length < 10) scripted.add('added');
      subscriber.complete();
      depth -= 1;
    });
    scripted.decide = () => waitForChange;
    for (const name of ['first', 'second', 'third']) scripted.add(name, nested);
    scripted.decide = () => admit;
    scripted.queue.pump();

    expect(deepest).toBe(1);
    expect(scripted.log.filter((line) => line.endsWith('runs'))).toEqual(
      ['first', 'second', 'third', 'added', 'added', 'added'].map((name) => `${name} runs`),
    );
  });

  it('admits entries for which a slot becomes free during `pump`', () => {
    const scripted = new ScriptedQueue();
    let free = 1;
    scripted.decide = () => {
      if (free === 0) return waitForChange;
      free -= 1;
      return admit;
    };
    scripted.onRelease = () => (free += 1);
    const running = new Subject<never>();
    scripted.add('running', running);
    for (const name of ['second', 'third', 'fourth']) scripted.add(name, EMPTY);
    expect(scripted.log).toEqual(['running runs']);
    running.complete();

    expect(scripted.log.filter((line) => line.endsWith('complete'))).toEqual(
      ['second', 'third', 'fourth', 'running'].map((name) => `${name} complete`),
    );
  });

  it('calls `onChange` after an entry was added, admitted or removed', () => {
    const counts: number[] = [];
    const scripted = new ScriptedQueue({ onChange: () => counts.push(scripted.queue.waiting) });
    scripted.decide = () => waitForChange;
    scripted.add('first');
    const second = scripted.add('second');
    second.unsubscribe();
    scripted.decide = () => admit;
    scripted.queue.pump();

    expect(counts).toEqual([1, 2, 1, 0]);
  });

  it('fails an entry for which the policy throws, and continues with the next one', () => {
    const scripted = new ScriptedQueue();
    scripted.decide = () => waitForChange;
    for (const name of ['first', 'bad', 'last']) scripted.add(name);
    scripted.decide = (name) => {
      if (name === 'bad') throw new Error('fault');
      return admit;
    };
    scripted.queue.pump();

    expect(scripted.log).toEqual([
      ...['first runs', 'bad failed: Error: fault', 'bad error: Error: fault', 'last runs'],
    ]);
  });

  it('continues with the next entry after a teardown has thrown, and rethrows the error', () => {
    const counts: number[] = [];
    const scripted = new ScriptedQueue({ onChange: () => counts.push(scripted.queue.waiting) });
    const fault = finalize(() => {
      throw new Error('fault');
    });
    scripted.decide = () => waitForChange;
    for (const name of ['first', 'second']) {
      const entry = scripted.entry(name).pipe(fault);
      entry.subscribe({ error: (error: unknown) => scripted.log.push(`${name} error: ${String(error)}`) });
    }
    scripted.add('last');
    scripted.decide = (name) =>
      name === 'last' ? admit : { type: 'reject', error: new RangeError('refused') };

    expect(() => {
      scripted.queue.pump();
    }).toThrow('fault');
    expect(scripted.log).toEqual([
      ...['first failed: RangeError: refused', 'first error: RangeError: refused'],
      ...['second failed: RangeError: refused', 'second error: RangeError: refused'],
      'last runs',
    ]);
    expect(counts.at(-1)).toBe(0);
  });
});
