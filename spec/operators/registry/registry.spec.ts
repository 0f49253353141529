import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Observable, map, tap, timer } from 'rxjs';
import * as exported from 'venice-rx';
import { cases } from './cases.js';
import { type AnyOperatorCase, obligations } from './obligations.js';

const folder = join(__dirname, '../../../src/operators');

/** The operators of the package: the exports whose file in src/operators mentions the type of an operator function. */
const operators = readdirSync(folder)
  .filter(
    (file) =>
      file.endsWith('.ts') && /: (Mono\w*|Operator)Function</.test(readFileSync(join(folder, file), 'utf8')),
  )
  .map((file) => file.replace('.ts', '').replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase()))
  .map((name) => Object.keys(exported).find((other) => other.toLowerCase() === name.toLowerCase()))
  .filter((name) => name !== undefined);
const checks = Object.entries(obligations);

describe('the operators', () => {
  it('are exactly those that have a case', () => {
    expect(operators.length).toBeGreaterThan(10);
    expect(Object.keys(cases).sort()).toEqual(operators.sort());
  });

  describe.each(Object.entries(cases))('%s', (_name, operator) => {
    it.each(checks)('%s', (_title, check) => {
      expect(() => {
        check(operator);
      }).not.toThrow();
    });
  });
});

describe('negative control: an operator is detected that violates the obligation', () => {
  const good = cases['contentDeltas']!;
  let emitted = 0;
  const bad: Readonly<Record<keyof typeof obligations, Partial<AnyOperatorCase>>> = {
    'has the expected result for a typical source': { create: () => map((value) => value) },
    'completes when an empty source completes': { empty: { source: '--|', subs: '^-!', expected: '--(a|)' } },
    'has the expected result for a source that fails': { failure: new Error('another') },
    'unsubscribes from its source and clears its timers when it is unsubscribed': { create: () => leaky },
    'starts again for each subscriber, or, if it shares its source, for each use': {
      create: () => (source) => getContent(source).pipe(map((text) => ((emitted += 1) > 2 ? '' : text))),
    },
    'stops a synchronous source': { create: () => draining },
    'has types that reject a wrong use': { types: () => undefined },
  };

  it.each(checks)('%s', (title, check) => {
    expect(() => {
      check({ ...good, ...bad[title as keyof typeof bad] });
    }).toThrow();
  });
});

/** Sets a timer that is never cleared. */
function leaky(source: Observable<unknown>): Observable<unknown> {
  const startTimer = (): unknown => timer(100).subscribe();
  return getContent(source).pipe(tap(startTimer));
}

/** Does not unsubscribe from its source. */
function draining(source: Observable<unknown>): Observable<unknown> {
  return getContent(
    new Observable((subscriber) => {
      source.subscribe((value) => {
        subscriber.next(value);
      });
    }),
  );
}

function getContent(source: Observable<unknown>): Observable<unknown> {
  return cases['contentDeltas']!.create()(source);
}
