import { type Observable, concat, from, lastValueFrom, of, throwError, toArray } from 'rxjs';
import {
  RefusalError,
  SchemaError,
  type StandardResult,
  type StandardSchema,
  IncompleteCompletionError,
  TruncatedStreamError,
  arrayElements,
} from 'venice-rx';
import { chunk, finish, inVirtualTime, refusal, role } from 'venice-rx/testing';
import { z } from 'zod';

const City = z.object({ name: z.string().toUpperCase() });

function collect(source: Observable<unknown>): unknown[] {
  const all: unknown[] = [];
  source.subscribe({ next: (value) => all.push(value), error: (error: unknown) => all.push(error) });
  return all;
}

function readElements(json: string, path: Parameters<typeof arrayElements>[0]): unknown[] {
  return collect(of(role(), chunk(json), finish()).pipe(arrayElements(path, z.unknown())));
}

describe('arrayElements', () => {
  it('emits each element when it is complete, while the rest is arriving', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-r-a-b-c---f-|', {
        r: role(),
        a: chunk('{"note":["x"],"cities":[{"name":"Os'),
        b: chunk('lo"}'),
        c: chunk(',{"name":"Bergen"}, {"name":"Bodø"}],"more":[1]}'),
        f: finish(),
      });
      const sourceSubs = ' ^------------!';
      const expected = '  -----o-(pq)--|';

      const result = source.pipe(arrayElements('cities', City));

      expectObservable(result).toBe(expected, {
        o: { name: 'OSLO' },
        p: { name: 'BERGEN' },
        q: { name: 'BODØ' },
      });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it.each<[string, string, Parameters<typeof arrayElements>[0], unknown[]]>([
    ['at the top level', '[1,"a",[2],{}]', [], [1, 'a', [2], {}]],
    ['under a name', '{"a":[1],"b":[2]}', 'b', [2]],
    ['in an inner object', '{"a":{"b":[1,2]},"b":[3]}', ['a', 'b'], [1, 2]],
    ['in an array', '[[1],[2,3],[4]]', [1], [2, 3]],
    ['under a name with a dot', '{"a.b":[1]}', 'a.b', [1]],
    ['under the name __proto__', '{"__proto__":[1]}', '__proto__', [1]],
    ['an empty one', '{"a":[]}', 'a', []],
  ])('finds the array: %s', (_name, json, path, expected) => {
    expect(readElements(json, path)).toEqual(expected);
  });

  it.each<[string, Parameters<typeof arrayElements>[0]]>([
    ['a missing property', 'x'],
    ['an object', 'b'],
    ['an inherited property', ['__proto__']],
    ['a negative index', ['a', -1]],
    ['a fractional index', ['a', 0.5]],
    ['an index beyond the safe integers', ['a', 2 ** 53]],
    ['an index that is a string', ['a', '0']],
    ['a name that is a number', [0]],
  ])('fails with a SchemaError if the path leads to %s', (_name, path) => {
    const all = readElements('{"a":[[1],[2]],"b":{}}', path);

    expect(all).toEqual([expect.any(SchemaError)]);
    expect(all[0]).toMatchObject({
      reason: 'mismatch',
      issues: [{ message: 'must be an array', path: typeof path === 'string' ? [path] : path }],
    });
  });

  it('fails at the first invalid element, with the whole path of the invalid value', () => {
    const source = of(chunk('{"all":[{"name":"Oslo"},{"name":5},{"name":"Bergen"}'), finish());
    const all = collect(source.pipe(arrayElements('all', City)));

    expect(all).toEqual([{ name: 'OSLO' }, expect.any(SchemaError)]);
    expect(all[1]).toMatchObject({ reason: 'mismatch', issues: [{ path: ['all', 1, 'name'] }] });
  });

  it.each([
    ['a refusal', [refusal('No.'), finish()], RefusalError],
    ['an answer cut off by `length`', [finish('length')], IncompleteCompletionError],
    ['incomplete JSON', [finish()], SchemaError],
    ['malformed JSON', [chunk(']')], SchemaError],
  ])('emits the elements before the failure: %s', (_name, rest, type) => {
    const all = collect(of(chunk('{"all":[1,2,3'), ...rest).pipe(arrayElements('all', z.number())));

    expect(all.slice(0, 2)).toEqual([1, 2]);
    expect(all.at(-1)).toBeInstanceOf(type);
  });

  it.each([
    ['in pieces', ['{"all":[1,', '2,oops']],
    ['in one piece', ['{"all":[1,2,oops']],
  ])('emits the elements before a malformed character, %s', (_name, texts) => {
    const all = collect(from(texts.map((text) => chunk(text))).pipe(arrayElements('all', z.number())));

    expect(all).toEqual([1, 2, expect.any(SchemaError)]);
    expect(all[2]).toMatchObject({ reason: 'malformed' });
  });

  it.each([undefined, 'Person', { type: 'object' }])(
    'throws for %j, which is not a Standard Schema',
    (schema) => {
      expect(() => arrayElements([], schema as never)).toThrow(/^`schema` must be a Standard Schema/);
    },
  );

  it('fails with all text so far in `partial`, also while an asynchronous schema validates an element', () => {
    const validate = (): Promise<StandardResult<unknown>> => new Promise(() => undefined);
    const slow: StandardSchema = { '~standard': { version: 1, vendor: 'none', validate } };
    const truncated = new TruncatedStreamError({ message: 'cut' });
    const source = concat(
      of(chunk('[1,'), chunk('2,'), chunk('3')),
      throwError(() => truncated),
    );

    const [error] = collect(source.pipe(arrayElements([], slow)));

    expect(error).toMatchObject({
      cause: truncated,
      partial: { choices: [{ message: { content: '[1,2,3' } }] },
    });
  });

  it('validates one element at a time if the schema is asynchronous', async () => {
    let running = 0;
    const validate = async (value: unknown): Promise<StandardResult<unknown>> => {
      running += 1;
      await Promise.resolve();
      return { value: [value, running--] };
    };
    const slow: StandardSchema = { '~standard': { version: 1, vendor: 'none', validate } };
    const source = of(chunk('[1,2,'), chunk('3]'), finish());

    await expect(lastValueFrom(source.pipe(arrayElements([], slow), toArray()))).resolves.toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });
});
