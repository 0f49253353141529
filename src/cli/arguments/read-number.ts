import { UsageError } from '../failures/usage-error.js';

/** Valid numbers of an option. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
  /** Whether only integers are valid. */
  readonly isWhole?: boolean;
}

/** Reads the number of an option, if the option is present. Throws a {@link UsageError} that names the option. */
export function readNumber(
  name: string,
  text: string | undefined,
  { from, to, isWhole = false }: NumberRange,
): number | undefined {
  if (text === undefined) return undefined;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (number >= from && number <= to && (!isWhole || Number.isInteger(number))) return number;
  const kind = isWhole ? 'a whole number' : 'a number';
  const range = to === Infinity ? `of ${from} or more` : `from ${from} to ${to}`;
  throw new UsageError(`--${name} cannot be ${JSON.stringify(text)}`, `use ${kind} ${range}`);
}
