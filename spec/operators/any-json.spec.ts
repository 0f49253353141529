import * as fc from 'fast-check';
import { type OperatorFunction, from, map } from 'rxjs';
import { type ChatCompletionChunk, SchemaError, arrayElements, partialObjects, toObject } from 'venice-rx';
import { assertSame, chunk, finish } from 'venice-rx/testing';
import { z } from 'zod';
import { caseCount, cases, seed } from '../support/cases.js';
import { anyCodePoint } from '../support/any-code-point.js';

const key = fc.oneof(
  fc.string({ unit: anyCodePoint, maxLength: 6 }),
  fc.constantFrom('__proto__', 'constructor', 'length', 'toJSON', '-1', '1.5', '0', '4294967295', '1e21'),
);
const text = fc.oneof(
  fc.string({ unit: anyCodePoint, maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('', '\ud83d', '\ude00\ud83d', '```', '"\\', '</think>', '\u2028\u0000\t'),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 5e-324),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    number,
    text,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map(withKeys),
  ),
}));

interface Document {
  readonly json: string;
  /** Number of characters in each piece. */
  readonly size: number;
}

const documents: fc.Arbitrary<Document> = fc
  .record({
    content: value,
    indent: fc.constantFrom(0, 1, '\t', '\r\n'),
    isEscaped: fc.boolean(),
    size: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ content, indent, isEscaped, size }) => {
    const json = JSON.stringify(content, null, indent);
    return { json: isEscaped ? json.replace(/[^ -~\s]/g, escapeCharacter) : json, size };
  });

function withKeys(entries: readonly (readonly [string, unknown])[]): unknown {
  const target = {};
  for (const [name, content] of entries) {
    const property = { value: content, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(target, name, property);
  }
  return target;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

interface Outcome {
  readonly emitted: readonly unknown[];
  readonly error?: unknown;
}

/** The values and the error of an operator for a chat whose text has pieces of this size. */
function getOutcome(
  json: string,
  size: number,
  operator: OperatorFunction<ChatCompletionChunk, unknown>,
): Outcome {
  const emitted: unknown[] = [];
  let error: unknown;
  from([...pieces(json, size).map((piece) => chunk(piece)), finish()])
    .pipe(operator)
    .subscribe({ next: (one) => emitted.push(one), error: (thrown: unknown) => (error = thrown) });
  return error === undefined ? { emitted } : { emitted, error };
}

function pieces(json: string, size: number): readonly string[] {
  return Array.from({ length: Math.ceil(json.length / size) }, (_, at) =>
    json.slice(at * size, (at + 1) * size),
  );
}

/** Whether `part` may be an incomplete form of `whole`. */
function isPart(part: unknown, whole: unknown): boolean {
  if (typeof part === 'string') return typeof whole === 'string' && whole.startsWith(part);
  if (Array.isArray(part)) {
    if (!Array.isArray(whole) || part.length > whole.length) return false;
    return part.every((item, at) =>
      at < part.length - 1 ? isSame(item, whole[at]) : isPart(item, whole[at]),
    );
  }
  if (typeof part !== 'object' || part === null) return Object.is(part, whole);
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return false;
  const open = Object.entries(part).filter(([name, one]) => !isSame(one, getOwn(whole, name)));
  return (
    open.length <= 1 &&
    open.every(([name, one]) => Object.hasOwn(whole, name) && isPart(one, getOwn(whole, name)))
  );
}

function getOwn(target: object, name: string): unknown {
  return Object.hasOwn(target, name) ? (target as Record<string, unknown>)[name] : undefined;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify([one]) === JSON.stringify([other]);
}

function check<T>(arbitrary: fc.Arbitrary<T>, property: (one: T) => void): void {
  fc.assert(fc.property(arbitrary, property), cases);
}

afterAll(() => process.stdout.write(`any JSON: 7 x ${caseCount} cases, SEED=${seed}\n`));

describe('any JSON of an answer', () => {
  it('has snapshots that are parts of the document, each a part of the next', () => {
    check(documents, ({ json }) => {
      const whole: unknown = JSON.parse(json);
      const { emitted, error } = getOutcome(json, 1, partialObjects());
      emitted.forEach((snapshot, at) => {
        if (!isPart(snapshot, whole))
          throw new Error(`not a part of the document: ${JSON.stringify(snapshot)}`);
        if (at > 0 && !isPart(emitted[at - 1], snapshot)) throw new Error('the next snapshot lacks a value');
      });

      expect(error).toBeUndefined();
    });
  });

  it('has a last snapshot that equals the result of JSON.parse, for any pieces', () => {
    check(documents, ({ json, size }) => {
      const last = getOutcome(json, size, partialObjects()).emitted.at(-1);

      assertSame(last, JSON.parse(json));
      expect(JSON.stringify(last)).toBe(JSON.stringify(JSON.parse(json)));
    });
  });

  it('does not change its earlier snapshots, also if they are read late', () => {
    check(documents, ({ json, size }) => {
      const readAtOnce: OperatorFunction<ChatCompletionChunk, unknown> = (source) =>
        source.pipe(
          partialObjects(),
          map((snapshot) => JSON.stringify(snapshot)),
        );
      const late = getOutcome(json, size, partialObjects());

      expect(late.emitted.map((snapshot) => JSON.stringify(snapshot))).toEqual(
        getOutcome(json, size, readAtOnce).emitted,
      );
    });
  });

  it('has a new object for each snapshot, and keeps the identity of complete parts', () => {
    check(documents, ({ json, size }) => {
      const { emitted } = getOutcome(`{"list":[${json},${json},7]}`, size, partialObjects());
      const lists = emitted.map((snapshot) => (snapshot as { list?: readonly unknown[] }).list ?? []);
      lists.forEach((list, at) => {
        const whole = list.slice(0, -1);
        for (const later of [lists[at + 1] ?? list, lists.at(-1) ?? []])
          expect(whole.every((item, position) => Object.is(item, later[position]))).toBe(true);
      });

      expect(new Set(emitted).size).toBe(emitted.length);
    });
  });

  it('fails with a SchemaError if it is malformed, and ends with its value otherwise', () => {
    const mistakes = fc.record({
      document: documents,
      at: fc.nat(),
      removed: fc.nat({ max: 2 }),
      added: fc.constantFrom(...Array.from('"\\{}[],:0-.et \n`\u0001'), '', 'null', '\\u12', '\\x', '1e5'),
    });
    let malformed = 0;
    check(mistakes, ({ document: { json, size }, at, removed, added }) => {
      const begin = at % (json.length + 1);
      const other = json.slice(0, begin) + added + json.slice(begin + removed);
      const { emitted, error } = getOutcome(other, size, partialObjects());
      const parsed = parse(other);

      if (isProse(other))
        assertSame(readByCharacter(other), readByCharacter(other.slice(other.indexOf('```'))));
      else if ('value' in parsed)
        assertSame({ value: emitted.at(-1), error }, { ...parsed, error: undefined });
      else expect(error).toBeInstanceOf(SchemaError);
      malformed += 'value' in parsed ? 0 : 1;
    });

    expect(malformed).toBeGreaterThan(caseCount / 3);
  });

  it('is read by toObject and partialObjects, inside a code fence and without one', () => {
    const surrounded = fc.record({
      document: documents,
      before: fc.constantFrom('```json\n', 'Here you are:\n\n```\n', '~ ````JSON\n\n'),
      after: fc.constantFrom('\n```', '\n```\nIs `that` {all}? ```', '\n'),
    });
    check(surrounded, ({ document: { json, size }, before, after }) => {
      const bare = getOutcome(json, size, toObject(z.unknown()));
      const fenced = getOutcome(before + json + after, size, toObject(z.unknown()));
      const growing = getOutcome(before + json + after, size, partialObjects());

      assertSame(bare, { emitted: [JSON.parse(json)] });
      assertSame(fenced, bare);
      assertSame(growing.emitted.at(-1), JSON.parse(json));
    });
  });

  it('has each element of an array emitted once by arrayElements, at any path', () => {
    const lists = fc.record({
      list: fc.array(value, { maxLength: 5 }),
      path: fc.array(key, { maxLength: 3 }),
      size: fc.integer({ min: 1, max: 9 }),
    });
    check(lists, ({ list, path, size }) => {
      const around = (inner: unknown, name: string): unknown =>
        withKeys([
          // An array with another name, at each level.
          ['+', [1]],
          [name, inner],
        ]);
      const json = JSON.stringify(path.reduceRight<unknown>(around, list));

      assertSame(getOutcome(json, size, arrayElements(path, z.unknown())), {
        emitted: JSON.parse(JSON.stringify(list)) as unknown,
      });
    });
  });
});

/** Whether the text begins with prose and contains a code fence: the JSON is expected after the fence. */
function isProse(text: string): boolean {
  return text.includes('```') && !/^\s*(?:[[{"\-\d]|true|false|null)/.test(text);
}

/** The outcome of a string that arrives character by character. */
function readByCharacter(text: string): unknown {
  const { emitted, error } = getOutcome(text, 1, partialObjects());
  return { emitted, isMalformed: error instanceof SchemaError };
}

function parse(json: string): { readonly value?: unknown } {
  try {
    return { value: JSON.parse(json) as unknown };
  } catch {
    return {};
  }
}
