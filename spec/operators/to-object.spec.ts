import { type Observable, concat, defer, firstValueFrom, of, throwError } from 'rxjs';
import {
  RefusalError,
  SchemaError,
  type StandardSchema,
  TruncatedStreamError,
  IncompleteCompletionError,
  accumulate,
  retryOnApiError,
  toObject,
} from 'venice-rx';
import { chunk, completion, finish, inVirtualTime, refusal, role, truncatedError } from 'venice-rx/testing';
import { z } from 'zod';

const Person = z.object({ name: z.string(), age: z.string().transform(Number) });
const json = '{"name":"Maren","age":"7"}';
const maren = { name: 'Maren', age: 7 };

function collect(source: Observable<unknown>): unknown[] {
  const all: unknown[] = [];
  source.subscribe({ next: (value) => all.push(value), error: (error: unknown) => all.push(error) });
  return all;
}

describe('toObject', () => {
  it('emits the output of the schema when the answer ends', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-r-a-b-f-|   ', {
        r: role(),
        a: chunk(json.slice(0, 9)),
        b: chunk(json.slice(9)),
        f: finish(),
      });
      const sourceSubs = ' ^--------!   ';
      const expected = '  ---------(o|)';

      const result = source.pipe(toObject(Person));

      expectObservable(result).toBe(expected, { o: maren });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('reads completions too, of an answer in one piece and of accumulate', () => {
    expect(collect(of(completion(json)).pipe(toObject(Person)))).toEqual([maren]);
    expect(collect(of(chunk(json), finish()).pipe(accumulate(), toObject(Person)))).toEqual([maren]);
  });

  it('reads the JSON in a Markdown code fence, and leaves out reasoning between inline tags', () => {
    const text = `<think>{"no"}</think>Here you are:\n\`\`\`json\n${json}\n\`\`\`\nAnything else?`;

    expect(collect(of(completion(text)).pipe(toObject(Person)))).toEqual([maren]);
  });

  it('fails with text and issues if the answer does not match, and does not quote it in the message', () => {
    const [error] = collect(of(chunk('{"name":5,"age":[]}'), finish()).pipe(toObject(Person)));

    expect(error).toBeInstanceOf(SchemaError);
    expect(error).toMatchObject({
      name: 'SchemaError',
      reason: 'mismatch',
      message: 'the answer does not match its schema in 2 places: see issues',
      text: '{"name":5,"age":[]}',
      issues: [{ path: ['name'] }, { path: ['age'] }],
      partial: { choices: [{ finish_reason: 'stop' }] },
    });
  });

  it.each([
    ['a refusal', [refusal('No.'), finish()], RefusalError],
    ['an answer cut off by `length`', [chunk('{"name":"Ma'), finish('length')], IncompleteCompletionError],
    ['`length` after a complete value', [chunk(json), finish('length')], IncompleteCompletionError],
    [
      'a content filter after a complete value',
      [chunk(json), finish('content_filter')],
      IncompleteCompletionError,
    ],
    ['an error after a complete value', [chunk(json), finish('error')], IncompleteCompletionError],
    [
      'an incomplete value before the finish reason abort',
      [chunk('{"name":"Ma'), finish('abort')],
      IncompleteCompletionError,
    ],
    ['prose', [chunk('Her name is Maren.'), finish()], SchemaError],
    ['malformed JSON', [chunk("{'name'"), finish()], SchemaError],
  ])('fails with the right error for %s', (_name, chunks, type) => {
    expect(collect(of(...chunks).pipe(toObject(Person)))).toEqual([expect.any(type)]);
  });

  it.each(['abort', 'network_error', 'END_TURN'])(
    'accepts a complete value before the finish reason %s',
    (reason) => {
      expect(collect(of(chunk(json), finish(reason)).pipe(toObject(Person)))).toEqual([maren]);
      expect(collect(of(completion(chunk(json), finish(reason))).pipe(toObject(Person)))).toEqual([maren]);
    },
  );

  it('fails with the answer so far if the source fails, and emits nothing', () => {
    const failure = throwError(() => truncatedError());
    const [error] = collect(concat(of(chunk(json)), failure).pipe(toObject(Person)));

    expect(error).toBeInstanceOf(TruncatedStreamError);
    expect(error).toMatchObject({ partial: { choices: [{ message: { content: json } }] } });
  });

  it('is retried by a later retryOnApiError whose isRetryable accepts the error', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const answers = ['{"name":', json].map((text) => cold('-a-|', { a: completion(text) }));
      const source = defer(() => answers.shift()!);

      const isRetryable = (error: unknown): boolean => error instanceof SchemaError;
      const result = source.pipe(toObject(Person), retryOnApiError({ isRetryable, jitter: () => 0 }));

      expectObservable(result).toBe('--- 500ms ---(o|)', { o: maren });
    });
  });

  it('waits for an asynchronous schema', async () => {
    const NewPerson = Person.refine(({ name }) => Promise.resolve(name === 'Edda'), 'is taken');
    const result = firstValueFrom(of(completion(json)).pipe(toObject(NewPerson)));

    await expect(result).rejects.toMatchObject({
      reason: 'mismatch',
      issues: [{ message: 'is taken', path: [] }],
    });
  });

  it('fails with a SchemaError if an issue of the schema has the path null', () => {
    const schema: StandardSchema = {
      '~standard': {
        version: 1,
        vendor: 'none',
        validate: () => ({ issues: [{ message: 'too short', path: null as never }] }),
      },
    };

    expect(collect(of(completion('"a"')).pipe(toObject(schema)))).toEqual([expect.any(SchemaError)]);
  });

  it('ignores a refusal that is not a string', () => {
    const message = { role: 'assistant', content: json, refusal: 5 as never } as const;
    const answer = { ...completion(json), choices: [{ index: 0, message, finish_reason: 'stop' }] } as const;

    expect(collect(of(answer).pipe(toObject(Person)))).toEqual([maren]);
  });

  it('passes on the error that a schema throws unchanged', () => {
    const broken: StandardSchema = {
      '~standard': {
        version: 1,
        vendor: 'none',
        validate: () => {
          throw new RangeError('broken');
        },
      },
    };

    expect(collect(of(completion('"a"')).pipe(toObject(broken)))).toEqual([new RangeError('broken')]);
  });

  it.each([undefined, 'Person', { type: 'object' }])(
    'throws for %j, which is not a Standard Schema',
    (schema) => {
      expect(() => toObject(schema as never)).toThrow(/^`schema` must be a Standard Schema/);
    },
  );

  it('reads the choice of the option `choice`', () => {
    const source = of(chunk('[1]', { choice: 1 }), chunk('[2]'), finish());

    expect(collect(source.pipe(toObject(z.array(z.number()), { choice: 1 })))).toEqual([[1]]);
  });
});
