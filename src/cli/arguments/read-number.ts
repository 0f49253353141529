import { UsageError } from '../failures/usage-error.js';

/** Which numbers an option takes. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
  /** Whole numbers only. */
  readonly isWhole?: boolean;
}

/** The number that was given for an option, if one was. Throws a {@link UsageError} that names the option. */
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
  throw new UsageError(`--${name} cannot be ${JSON.stringify(text)}`, `give ${kind} ${range}`);
}
