import { NEVER } from 'rxjs';
import { inVirtualTime } from 'venice-rx/testing';
import { latestPerFrame } from '../../src/angular/latest-per-frame.js';

const isUrgent = (value: string): boolean => value === value.toUpperCase();

it('emits the latest value once per frame', () => {
  inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-ab-c------d----|');
    const sourceSubs = ' ^---------------!';
    const frames = cold('---f');
    const frameSubs = ['   -^--!', '-----------^--!'];
    const expected = '   ----c---------d-|';

    const result = source.pipe(latestPerFrame(frames, isUrgent));

    expectObservable(result).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    expectSubscriptions(frames.subscriptions).toBe(frameSubs);
  });
});

it('emits an urgent value at once, and no older value after it', () => {
  inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-ab-U---c---|');
    const sourceSubs = ' ^-----------!';
    const frames = cold('------f');
    const expected = '   ----U-------(c|)';

    const result = source.pipe(latestPerFrame(frames, isUrgent));

    expectObservable(result).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
});

it('emits the last value when the source completes, and only once', () => {
  inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-ab|');
    const sourceSubs = ' ^--!';
    const expected = '   ---(b|)';

    expectObservable(source.pipe(latestPerFrame(NEVER, isUrgent))).toBe(expected);
    expectObservable(cold('-A-|').pipe(latestPerFrame(NEVER, isUrgent))).toBe('-A-|');
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
});

it('completes when an empty source completes, and passes an error on at once', () => {
  inVirtualTime(({ cold, expectObservable }) => {
    expectObservable(cold('--|').pipe(latestPerFrame(NEVER, isUrgent))).toBe('--|');
    expectObservable(cold('-a-#').pipe(latestPerFrame(NEVER, isUrgent))).toBe('---#');
  });
});

it('unsubscribes from the source and from `frames` when the result is unsubscribed', () => {
  inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a----b-|');
    const sourceSubs = ' ^--!';
    const frames = cold('----f');
    const frameSubs = '  -^-!';

    expectObservable(source.pipe(latestPerFrame(frames, isUrgent)), '---!').toBe('----');
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    expectSubscriptions(frames.subscriptions).toBe(frameSubs);
  });
});

it('subscribes to the source and to `frames` for each subscriber', () => {
  inVirtualTime(({ cold, expectObservable }) => {
    const result = cold('-ab---|').pipe(latestPerFrame(cold('--f'), isUrgent));

    expectObservable(result).toBe('    ---b--|');
    expectObservable(result, '--^').toBe('-----b--|');
  });
});
