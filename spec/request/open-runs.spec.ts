import { EMPTY, type MonoTypeOperatorFunction, NEVER, type Observable, Subject } from 'rxjs';
import { withSubscriber } from '../../src/subscribers/with-subscriber.js';
import { OpenRuns } from '../../src/request/open-runs.js';

/** Returns an array to which the error or the completion of the source is added. */
function record(source: Observable<unknown>): unknown[] {
  const ends: unknown[] = [];
  source.subscribe({ error: (error: unknown) => ends.push(error), complete: () => ends.push('complete') });
  return ends;
}

function toMember(runs: OpenRuns): MonoTypeOperatorFunction<void> {
  return withSubscriber((run) => runs.enter(run));
}

describe('OpenRuns', () => {
  const closed = new Error('closed');

  it('fails all open runs, and unsubscribes from their sources', () => {
    const runs = new OpenRuns();
    const source = new Subject<void>();
    const ends = [record(source.pipe(toMember(runs))), record(NEVER.pipe(toMember(runs)))];
    runs.end(closed);

    expect(ends).toEqual([[closed], [closed]]);
    expect(source.observed).toBe(false);
  });

  it('fails a run that starts after the end of the group, without a subscription to its source', () => {
    const runs = new OpenRuns();
    runs.end(closed);
    runs.end(new Error('once more'));
    const source = new Subject<void>();
    const ends = record(source.pipe(toMember(runs)));

    expect(ends).toEqual([closed]);
    expect(source.observed).toBe(false);
  });

  it('does not notify runs that have completed or were unsubscribed from', () => {
    const runs = new OpenRuns();
    const ends = record(EMPTY.pipe(toMember(runs)));
    const errors: unknown[] = [];
    NEVER.pipe(toMember(runs))
      .subscribe({ error: (error: unknown) => errors.push(error) })
      .unsubscribe();
    runs.end(closed);

    expect(ends).toEqual(['complete']);
    expect(errors).toEqual([]);
  });

  it('ends the runs of inner groups, too, but an inner group ends only its own runs', () => {
    const outer = new OpenRuns();
    const [one, other] = [new OpenRuns(outer), new OpenRuns(outer)];
    const oneEnds = record(NEVER.pipe(toMember(one)));
    const otherEnds = record(NEVER.pipe(toMember(other)));
    const outerEnds = record(NEVER.pipe(toMember(outer)));
    const early = new Error('early');
    one.end(early);

    expect([oneEnds, otherEnds, outerEnds]).toEqual([[early], [], []]);
    outer.end(closed);
    expect([oneEnds, otherEnds, outerEnds]).toEqual([[early], [closed], [closed]]);
    expect(record(NEVER.pipe(toMember(other)))).toEqual([closed]);
    expect([one.isInner, outer.isInner]).toEqual([true, false]);
  });
});
