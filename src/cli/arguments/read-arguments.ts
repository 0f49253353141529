import { parseArgs } from 'node:util';
import { UsageError } from '../failures/usage-error.js';
import { closestName } from '../../options/closest-name.js';
import type { Options, OptionValues } from './option-spec.js';

/** Parsed arguments of a command. */
export interface Arguments<O extends Options> {
  readonly values: OptionValues<O>;
  readonly positionals: readonly string[];
  /** The positionals after `--`; undefined without `--`. */
  readonly operands: readonly string[] | undefined;
}

type Token = ReturnType<typeof parseTokens>[number];
type OptionToken = Extract<Token, { readonly kind: 'option' }>;

/** Parses arguments; the last value of a repeated option wins. Throws a {@link UsageError}. */
export function readArguments<O extends Options>(args: readonly string[], options: O): Arguments<O> {
  const tokens = parseTokens(args, options);
  const values = tokens.flatMap((token) => (token.kind === 'option' ? [readValue(token, options)] : []));
  const terminator = tokens.find(({ kind }) => kind === 'option-terminator');
  return {
    operands: terminator && args.slice(terminator.index + 1),
    values: Object.fromEntries(values) as OptionValues<O>,
    positionals: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
  };
}

// Not `strict`: the messages of `parseArgs` take several lines and suggest no fix.
function parseTokens(args: readonly string[], options: Options) {
  const config = Object.entries(options).map(([name, { value, short }]) => {
    const type: 'boolean' | 'string' = value === undefined ? 'boolean' : 'string';
    return [name, { type, ...(short !== undefined && { short }) }] as const;
  });
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(config),
    strict: false,
    tokens: true,
  });
  return tokens;
}

function readValue(
  { name, rawName, value, inlineValue }: OptionToken,
  options: Options,
): readonly [string, string | true] {
  const spec = Object.hasOwn(options, name) ? options[name] : undefined;
  if (spec === undefined) throw createUnknownError(rawName, Object.keys(options));
  if (spec.value === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`, `remove ${value}`);
    return [name, true];
  }
  const isMissing = value === undefined || (!inlineValue && /^-./.test(value));
  if (isMissing) throw new UsageError(`${rawName} needs a value`, `write --${name}=${spec.value}`);
  // To `parseArgs`, the value of `-m=a` is `=a`, which is hardly intended.
  return [name, inlineValue && !rawName.startsWith('--') ? value.replace(/^=/, '') : value];
}

function createUnknownError(rawName: string, names: readonly string[]): UsageError {
  const closest = closestName(rawName.replace(/^-+/, ''), names);
  const remedy = closest === undefined ? '--help lists the options' : `did you mean --${closest}?`;
  return new UsageError(`unknown option ${rawName}`, remedy);
}
