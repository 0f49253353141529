import { from } from 'rxjs';
import { partialObjects } from 'venice-rx';
import { chunk, finish } from 'venice-rx/testing';

interface Work {
  readonly snapshots: readonly unknown[];
  /** Number of properties and items of all snapshots, including those of their field `a`. */
  readonly copies: number;
}

function measureWork(pieces: readonly string[]): Work {
  const snapshots: unknown[] = [];
  let copies = 0;
  from([...pieces.map((piece) => chunk(piece)), finish()])
    .pipe(partialObjects())
    .subscribe((snapshot) => {
      snapshots.push(snapshot);
      const { a } = snapshot as { a?: object };
      copies += Object.keys(snapshot as object).length + Object.keys(Object(a) as object).length;
    });
  return { snapshots, copies };
}

const parts = (count: number, part: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => part(at) + (at < count - 1 ? ',' : ''));

/** Documents with `count` parts. If each part were emitted in a snapshot that copies all parts, the work would be quadratic. */
const documents: Readonly<Record<string, (count: number) => string[]>> = {
  properties: (count) => ['{', ...parts(count, (at) => `"k${at}":${at}`), '}'],
  'properties of a property': (count) => ['{"a":{', ...parts(count, (at) => `"k${at}":${at}`), '}}'],
  'numbers as names': (count) => ['{', ...parts(count, (at) => `"${at}":${at}`), '}'],
  'a name that is repeated': (count) => ['{', ...parts(count, (at) => `"k":${at}`), '}'],
  'a repeated name of a property': (count) => ['{"a":{', ...parts(count, (at) => `"k":${at}`), '}}'],
  'a text that grows after many properties': (count) => [
    '{',
    ...parts(count / 2, (at) => `"k${at}":0`),
    ',"t":"',
    ...Array.from({ length: count / 2 }, () => 'ab'),
    '"}',
  ],
};

describe('the work of partialObjects', () => {
  it.each(Object.entries(documents))('grows linearly with the length of the document: %s', (_, document) => {
    const pieces = document(6000);
    const { snapshots, copies } = measureWork(pieces);
    const length = pieces.join('').length;

    // The budget of `SnapshotBudget`, and the last snapshots. One snapshot for each of 6,000 properties would make 18 million copies.
    expect(copies).toBeLessThan(400_000 + 8 * length + 2 * 6000 * 2);
    expect(snapshots.at(-1)).toEqual(JSON.parse(pieces.join('')));
    expect(snapshots.length).toBeGreaterThan(500);
  });

  it.each(Object.entries(documents))(
    'emits a snapshot for every part of a document of 300 parts: %s',
    (_, document) => {
      expect(measureWork(document(300)).snapshots.length).toBeGreaterThanOrEqual(300);
    },
  );

  it('emits a snapshot for every element of a long array', () => {
    const pieces = ['[', ...parts(3000, (at) => `${at}`), ']'];

    expect(measureWork(pieces).snapshots.length).toBeGreaterThan(2999);
  });

  it('does not change earlier snapshots, also if they are read late', () => {
    const pieces = ['{"a":{', ...parts(50, (at) => `"k${at % 10}":${at}`), '}}'];
    const now: string[] = [];
    const late: unknown[] = [];
    from([...pieces.map((piece) => chunk(piece)), finish()])
      .pipe(partialObjects())
      .subscribe((snapshot) => now.push(JSON.stringify(snapshot)));
    from([...pieces.map((piece) => chunk(piece)), finish()])
      .pipe(partialObjects())
      .subscribe((snapshot) => late.push(snapshot));

    expect(late.map((snapshot) => JSON.stringify(snapshot))).toEqual(now);
    expect(now.at(-1)).toBe(JSON.stringify(JSON.parse(pieces.join(''))));
  });
});
