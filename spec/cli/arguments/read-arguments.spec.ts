import { expectTypeOf } from 'expect-type';
import { readArguments } from '../../../src/cli/arguments/read-arguments.js';
import { getFailure } from '../get-failure.js';

const options = { model: { value: 'MODEL', short: 'm', help: '' }, json: { help: '' } } as const;

describe('readArguments', () => {
  it.each([
    [['-m', 'a', 'b'], { values: { model: 'a' }, positionals: ['b'] }],
    [['b', '--model=a', '--json', 'c'], { values: { model: 'a', json: true }, positionals: ['b', 'c'] }],
    [['--model', 'a', '--model=b'], { values: { model: 'b' }, positionals: [] }],
    [['-m=a'], { values: { model: 'a' }, positionals: [] }],
    [['-ma'], { values: { model: 'a' }, positionals: [] }],
    [['-m', '=a'], { values: { model: '=a' }, positionals: [] }],
    [['--model==a'], { values: { model: '=a' }, positionals: [] }],
    [['--model=-a'], { values: { model: '-a' }, positionals: [] }],
    [['--', '--json'], { values: {}, positionals: ['--json'], operands: ['--json'] }],
    [['a', '--'], { values: {}, positionals: ['a'], operands: [] }],
    [['a', '--', 'b', '--'], { values: {}, positionals: ['a', 'b', '--'], operands: ['b', '--'] }],
    [['-'], { values: {}, positionals: ['-'] }],
  ])('reads %j', (args, expected) => {
    expect(readArguments(args, options)).toEqual(expected);
  });

  it.each([
    [['--jsno'], 'unknown option --jsno', 'did you mean --json?'],
    [['-x'], 'unknown option -x', '--help lists the options'],
    [['--toString'], 'unknown option --toString', '--help lists the options'],
    [['--model'], '--model needs a value', 'write --model=MODEL'],
    [['--model', '--json'], '--model needs a value', 'write --model=MODEL'],
    [['--json=yes'], '--json takes no value', 'remove yes'],
  ])('rejects %j', (args, message, remedy) => {
    expect(getFailure(() => readArguments(args, options))).toMatchObject({ message, remedy });
  });

  it('has the type string for options with a value, and boolean for others', () => {
    const { values } = readArguments([], options);

    expectTypeOf(values.model).toEqualTypeOf<string | undefined>();
    expectTypeOf(values.json).toEqualTypeOf<boolean | undefined>();
    // @ts-expect-error There is no such option.
    expect(values.colour).toBeUndefined();
  });
});
