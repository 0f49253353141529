import { expectTypeOf } from 'expect-type';
import { NEVER, concat, map, of, range, take } from 'rxjs';
import { type PaceConfig, TruncatedStreamError, pace } from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';
import { type TimedText, joinTexts, runPace } from './run-pace.js';

const cut = new TruncatedStreamError({ message: 'cut' });
const words = Array.from({ length: 30 }, (_none, count) => ` word${String(count).padStart(2, '0')}`);
/** Five bursts of six words. */
const bursts = words.map((text, count): TimedText => ({ at: Math.floor(count / 6) * 300, text }));
const getSteps = (outputs: readonly TimedText[]): number[] =>
  outputs.slice(1).map(({ at }, before) => at - outputs[before]!.at);

describe('pace', () => {
  it('emits a word when its end is certain', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a 47ms b 47ms c 47ms |    ', { a: 'Hel', b: 'lo th', c: 'ere you' });
      const sourceSubs = '  ^------------------- 125ms !';
      const expected = '   - 48ms a 47ms b 47ms (c|)  ';

      const result = source.pipe(pace());

      expectObservable(result).toBe(expected, { a: 'Hello', b: ' there', c: ' you' });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('spreads a burst over the time until the next burst', () => {
    const outputs = runPace(bursts);

    expect(joinTexts(outputs)).toBe(joinTexts(bursts));
    // Most of the 30 words on their own. Once two bursts have arrived, no pause is as long as half of the 300 ms between bursts.
    expect(outputs.length).toBeGreaterThanOrEqual(24);
    expect(Math.max(...getSteps(outputs).slice(10))).toBeLessThanOrEqual(112);
  });

  it.each([5, 20, 80])('follows a source that sends a word every %d ms', (gap) => {
    const outputs = runPace(words.map((text, count) => ({ at: count * gap, text })));
    const lags = outputs.map(({ at, text }) => at - gap * words.findIndex((word) => text.endsWith(word)));

    // `pace` assumes 100 ms for the first gap, and each word waits for the next word, which shows that it has ended.
    expect(Math.max(...lags)).toBeLessThanOrEqual(100 + 3 * gap);
    expect(Math.max(...lags.slice(-3))).toBeLessThanOrEqual(50 + 2 * gap);
  });

  it('emits at most once in 16 ms, also by grapheme', () => {
    const outputs = runPace(bursts, { by: 'grapheme' });

    expect(outputs.length).toBeGreaterThan(60);
    expect(Math.min(...getSteps(outputs))).toBeGreaterThanOrEqual(16);
  });

  it('emits the first word at once if its end is certain', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = cold('--a', { a: 'Hello there' }).pipe(pace());

      expectObservable(result, '^-------!').toBe('--a', { a: 'Hello' });
    });
  });

  it('emits the last word within maxLag if nothing follows, and sets no further timer', () => {
    inVirtualTime(({ hot, expectObservable }) => {
      const source = hot(' -a', { a: 'Hello' });
      const expected = '   - 192ms a';

      const result = source.pipe(pace({ maxLag: 200 }));

      expectObservable(result).toBe(expected, { a: 'Hello' });
    });
  });

  it('waits for the other half of a surrogate pair, and for the emoji after a joiner', () => {
    const crown = '👑';
    const coder = '👩\u200d💻';
    const deltas = [
      { at: 0, text: `a${crown[0]!}` },
      { at: 5000, text: `${crown[1]!}👩\u200d` },
      { at: 10_000, text: '💻' },
    ];

    expect(runPace(deltas, { by: 'grapheme', maxLag: 100 }).map(({ text }) => text)).toEqual([
      `a${crown}`,
      coder,
    ]);
    expect(runPace(deltas.slice(0, 1)).map(({ text }) => text)).toEqual([`a${crown[0]!}`]);
  });

  it('passes on deltas unchanged if maxLag is 0', () => {
    const deltas = words.map((text, count) => ({ at: count * 7, text }));

    expect(runPace(deltas, { maxLag: 0 })).toEqual(deltas);
  });
});

describe('pace, at the end of its source,', () => {
  it('emits the remaining text within 250 ms, in several steps, and completes', () => {
    const outputs = runPace([{ at: 0, text: words.join('').repeat(20) }]);

    expect(outputs.length).toBeGreaterThanOrEqual(8);
    expect(outputs.at(-1)!.at).toBeLessThanOrEqual(250);
  });

  it('emits the remaining text and then the error, both at once', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-#      ', { a: 'Hello there all' }, cut);
      const sourceSubs = '  ^--!      ';
      const expected = '   -a-(b#)   ';

      const result = source.pipe(pace());

      expectObservable(result).toBe(expected, { a: 'Hello', b: ' there all' }, cut);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('passes on an error that comes before any text, and emits no empty string', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('--#', {}, cut).pipe(pace())).toBe('--#', {}, cut);
      expectObservable(cold('-a-a-|', { a: '' }).pipe(pace())).toBe('-----|');
    });
  });
});

describe('a subscription to pace', () => {
  it('clears its timer when it is unsubscribed', () => {
    const before = process.getActiveResourcesInfo().length;
    const subscription = concat(of('Hello there all'), NEVER).pipe(pace()).subscribe();
    const during = process.getActiveResourcesInfo().length;
    subscription.unsubscribe();

    expect([during - before, process.getActiveResourcesInfo().length - before]).toEqual([1, 0]);
  });

  it('stops a synchronous source when it is unsubscribed', () => {
    let produced = 0;
    const source = range(0, 1000).pipe(map((count) => ((produced = count + 1), 'Hello there')));

    source.pipe(pace(), take(1)).subscribe();

    expect(produced).toBe(1);
  });
});

describe('an invalid option of pace', () => {
  it('throws a TypeError', () => {
    expectTypeOf<PaceConfig['by']>().toEqualTypeOf<'word' | 'grapheme' | undefined>();
    // @ts-expect-error: a line is not a unit of pace
    expect(() => pace({ by: 'line' })).toThrow(TypeError);
    expect(() => pace({ maxLag: -1 })).toThrow(TypeError);
    expect(() => pace({ maxLag: Infinity })).toThrow(TypeError);
    expect(() => pace({ locale: 'no_locale' })).toThrow(TypeError);
  });
});
