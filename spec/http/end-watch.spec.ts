import {
  EMPTY,
  type MonoTypeOperatorFunction,
  Observable,
  Subject,
  type Subscriber,
  of,
  throwError,
} from 'rxjs';
import { inVirtualTime } from 'venice-rx/testing';
import { EndWatch, type Outcome } from '../../src/http/end-watch.js';

type Ended = (outcome: Outcome, error?: unknown) => void;

class Watch<T> extends EndWatch<T> {
  protected override readonly ended: Ended;

  constructor(subscriber: Subscriber<T>, ended: Ended) {
    super(subscriber);
    this.ended = ended;
  }
}

function watchEnd<T>(ended: Ended): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      source.subscribe(new Watch(subscriber, ended));
    });
}

/** What was told, in its order: how it ended, and what the subscriber heard. */
function watched(): { readonly said: unknown[]; readonly watch: ReturnType<typeof watchEnd<string>> } {
  const said: unknown[] = [];
  return { said, watch: watchEnd<string>((...how) => said.push(how)) };
}

describe('EndWatch', () => {
  it('passes everything on', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const { watch } = watched();
      const completing = cold('-a-b|');
      const failing = cold('-a-#');
      const silent = cold('-a--');

      expectObservable(completing.pipe(watch)).toBe('-a-b|');
      expectObservable(failing.pipe(watch)).toBe('-a-#');
      expectObservable(silent.pipe(watch), '^--!').toBe('-a--');
      expectSubscriptions(silent.subscriptions).toBe('^--!');
    });
  });

  it('tells how a source ends before its subscriber hears of it, and once', () => {
    const { said, watch } = watched();
    const subscription = of('a')
      .pipe(watch)
      .subscribe({ complete: () => said.push('complete') });
    subscription.unsubscribe();
    const fault = new Error('fault');
    throwError(() => fault)
      .pipe(watchEnd<never>((...how) => said.push(how)))
      .subscribe({ error: (error: unknown) => said.push(error) });

    expect(said).toEqual([['completed', undefined], 'complete', ['failed', fault], fault]);
  });

  it('tells that it was left when its source has been let go', () => {
    const source = new Subject<string>();
    const said: unknown[] = [];
    const watch = watchEnd<string>((how) => said.push([how, source.observed]));
    source.pipe(watch).subscribe().unsubscribe();

    expect(said).toEqual([['cancelled', false]]);
  });

  it('ends its subscriber though the listener throws', () => {
    const heard: string[] = [];
    const watch = watchEnd<never>(() => {
      throw new Error('fault');
    });
    const subscribe = (): void =>
      void EMPTY.pipe(watch).subscribe({ complete: () => heard.push('complete') });

    expect(subscribe).not.toThrow();
    expect(heard).toEqual(['complete']);
  });
});
