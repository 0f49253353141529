import { type Observable, firstValueFrom } from 'rxjs';
import { z } from 'zod';
import { validate } from '../../src/structured/validate.js';
import type { StandardResult, StandardSchema } from '../../src/wire/standard-schema.js';

const person = z.object({ name: z.string(), age: z.string().transform(Number) });

describe('validate', () => {
  it('emits the output of the schema synchronously', () => {
    expect(collect(validate(person, { name: 'Maren', age: '7' }))).toEqual([
      { value: { name: 'Maren', age: 7 } },
    ]);
  });

  it('emits the issues with their paths', () => {
    expect(collect(validate(person, { name: 'Maren' }))).toMatchObject([{ issues: [{ path: ['age'] }] }]);
  });

  it('awaits an asynchronous schema', async () => {
    const taken = z.string().refine((name) => Promise.resolve(name !== 'Maren'));

    await expect(firstValueFrom(validate(taken, 'Edda'))).resolves.toEqual({ value: 'Edda' });
  });

  it('fails with the error of an asynchronous schema', async () => {
    const broken = schemaThatReturns(Promise.reject(new RangeError('broken')));

    await expect(firstValueFrom(validate(broken, 5))).rejects.toEqual(new RangeError('broken'));
  });

  it('accepts any value for a plain JSON Schema', () => {
    expect(collect(validate({ type: 'object' }, 5))).toEqual([{ value: 5 }]);
  });

  it('accepts the result of ArkType, an array with the property `issues`', () => {
    const issues = [{ message: 'must be a string' }];
    const schema = schemaThatReturns(Object.assign([...issues], { issues }));

    expect(collect(validate(schema, 5))).toMatchObject([{ issues }]);
  });

  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    ['valid', 'a string'],
    [true, 'true'],
  ])('fails for a schema that returns %j', async (result, received) => {
    const error = new TypeError(`\`schema\` must return an object; received ${received}`);

    expect(collect(validate(schemaThatReturns(result), 5))).toEqual([error]);
    await expect(firstValueFrom(validate(schemaThatReturns(Promise.resolve(result)), 5))).rejects.toEqual(
      error,
    );
  });
});

function schemaThatReturns(result: unknown): StandardSchema {
  return {
    '~standard': { version: 1, vendor: 'none', validate: () => result as StandardResult<unknown> },
  };
}

/** Subscribes, and returns what was emitted synchronously: the values, and the error. */
function collect(source: Observable<unknown>): unknown[] {
  const received: unknown[] = [];
  const record = (value: unknown): void => {
    received.push(value);
  };
  source.subscribe({ next: record, error: record });
  return received;
}
