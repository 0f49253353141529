import type { Observable } from 'rxjs';
import { unknownOption } from '#unknown-option';
import { hasMethod } from '../subscribers/has-method.js';
import { isRecord } from '../json/is-record.js';
import { assertOption, invalidOption, invalidWord } from './invalid-option.js';
import type { OptionRule } from './option-rules.js';

/** A rule for each option of a type. A missing or an unknown name does not compile. */
export type OptionRules<Options> = Readonly<Record<KeyOf<Options>, OptionRule>>;

/** The keys of all members of a union. */
type KeyOf<Options> = Options extends unknown ? keyof Options : never;

/**
 * Throws a `TypeError` if `options` has an unknown property, even with the value undefined, or an invalid value.
 *
 * @param path - Path of the options, if they are the value of another option.
 */
export function checkOptions<Options extends object>(
  options: Options | undefined,
  rules: OptionRules<NoInfer<Options>>,
  path = '',
): void {
  // If `options` is undefined, the error names the first required option.
  const values: unknown = options === undefined ? {} : options;
  const self = path || 'options';
  // `pipe(contentDeltas)` instead of `pipe(contentDeltas())` passes the source as `options`.
  assertOption(
    isRecord(values) && !hasMethod<Observable<unknown>>(values, 'subscribe'),
    self,
    'an object',
    values,
  );
  const prefix = path && `${path}.`;
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(rules, name)) throw unknownOption(name, Object.keys(rules), prefix);
  }
  for (const [name, [isValid, expected, kind, presence]] of Object.entries<OptionRule>(rules)) {
    const value = values[name];
    if ((value === undefined && presence === undefined) || isValid(value)) continue;
    throw (kind === 'word' ? invalidWord : invalidOption)(prefix + name, expected, value);
  }
  assertOption(options !== undefined, self, 'an object', options);
}
