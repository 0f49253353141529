import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Observable, map, tap, timer } from 'rxjs';
import * as exported from 'venice-rx';
import { cases } from './cases.js';
import { type AnyOperatorCase, obligations } from './obligations.js';

const folder = join(__dirname, '../../../src/operators');

/** The operators of the package: the exports of src/operators that return an operator function. */
const operators = readdirSync(folder)
  .filter(
    (file) =>
      file.endsWith('.ts') && /: (Mono\w*|Operator)Function</.test(readFileSync(join(folder, file), 'utf8')),
  )
  .map((file) => file.replace('.ts', '').replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase()))
  .map((name) => Object.keys(exported).find((other) => other.toLowerCase() === name.toLowerCase()))
  .filter((name) => name !== undefined);
const promises = Object.entries(obligations);

describe('the operators', () => {
  it('are exactly those that have a case', () => {
    expect(operators.length).toBeGreaterThan(10);
    expect(Object.keys(cases).sort()).toEqual(operators.sort());
  });

  describe.each(Object.entries(cases))('%s', (_name, operator) => {
    it.each(promises)('%s', (_title, check) => {
      expect(() => {
        check(operator);
      }).not.toThrow();
    });
  });
});

describe('an operator that violates an obligation is detected, the negative control:', () => {
  const good = cases['contentDeltas']!;
  let shared = 0;
  const bad: Readonly<Record<keyof typeof obligations, Partial<AnyOperatorCase>>> = {
    'does its work on a typical source': { create: () => map((value) => value) },
    'passes an empty source': { empty: { source: '--|', subs: '^-!', expected: '--(a|)' } },
    'passes an error': { failure: new Error('another') },
    'leaves source and timers when it is unsubscribed': { create: () => leaky },
    'starts afresh for each subscriber': {
      create: () => (source) => getContent(source).pipe(map((text) => ((shared += 1) > 2 ? '' : text))),
    },
    'stops a synchronous source': { create: () => draining },
    'has types that refuse a wrong use': { types: () => undefined },
  };

  it.each(promises)('%s', (title, check) => {
    expect(() => {
      check({ ...good, ...bad[title as keyof typeof bad] });
    }).toThrow();
  });
});

/** Sets a timer that is never cleared. */
function leaky(source: Observable<unknown>): Observable<unknown> {
  const set = (): unknown => timer(100).subscribe();
  return getContent(source).pipe(tap(set));
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
