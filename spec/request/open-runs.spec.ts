import { EMPTY, type MonoTypeOperatorFunction, NEVER, type Observable, Subject } from 'rxjs';
import { withSubscriber } from '../../src/subscribers/with-subscriber.js';
import { OpenRuns } from '../../src/request/open-runs.js';

function record(source: Observable<unknown>): unknown[] {
  const heard: unknown[] = [];
  source.subscribe({ error: (error: unknown) => heard.push(error), complete: () => heard.push('complete') });
  return heard;
}

function toMember(runs: OpenRuns): MonoTypeOperatorFunction<void> {
  return withSubscriber((run) => runs.enter(run));
}

describe('OpenRuns', () => {
  const closed = new Error('closed');

  it('fails all that are open, and lets go of their sources', () => {
    const runs = new OpenRuns();
    const source = new Subject<void>();
    const heard = [record(source.pipe(toMember(runs))), record(NEVER.pipe(toMember(runs)))];
    runs.end(closed);

    expect(heard).toEqual([[closed], [closed]]);
    expect(source.observed).toBe(false);
  });

  it('does not subscribe for a run that comes after they have ended', () => {
    const runs = new OpenRuns();
    runs.end(closed);
    runs.end(new Error('once more'));
    const source = new Subject<void>();
    const heard = record(source.pipe(toMember(runs)));

    expect(heard).toEqual([closed]);
    expect(source.observed).toBe(false);
  });

  it('forgets those that have ended or were left', () => {
    const runs = new OpenRuns();
    const heard = record(EMPTY.pipe(toMember(runs)));
    const left: unknown[] = [];
    NEVER.pipe(toMember(runs))
      .subscribe({ error: (error: unknown) => left.push(error) })
      .unsubscribe();
    runs.end(closed);

    expect(heard).toEqual(['complete']);
    expect(left).toEqual([]);
  });

  it('ends those of inner ones too, and inner ones end their own only', () => {
    const outer = new OpenRuns();
    const [one, other] = [new OpenRuns(outer), new OpenRuns(outer)];
    const ofOne = record(NEVER.pipe(toMember(one)));
    const ofOther = record(NEVER.pipe(toMember(other)));
    const ofOuter = record(NEVER.pipe(toMember(outer)));
    const early = new Error('early');
    one.end(early);

    expect([ofOne, ofOther, ofOuter]).toEqual([[early], [], []]);
    outer.end(closed);
    expect([ofOne, ofOther, ofOuter]).toEqual([[early], [closed], [closed]]);
    expect(record(NEVER.pipe(toMember(other)))).toEqual([closed]);
    expect([one.isInner, outer.isInner]).toEqual([true, false]);
  });
});
