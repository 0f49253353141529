import { type Observable, type ObservableInput, type OperatorFunction, catchError, defer, from } from 'rxjs';
import { isVeniceError } from '../errors/venice-error.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { assertOption } from '../options/invalid-option.js';
import { aFunction, anObservableInput } from '../options/option-rules.js';
import { bufferUntilOutput } from './internal/buffer-until-output.js';

/** Options of {@link fallbackTo}. */
export interface FallbackConfig {
  /** Returns whether to fall back after this error. Default: see {@link fallbackTo}. */
  readonly when?: (error: unknown) => boolean;
}

const rules: OptionRules<FallbackConfig> = { when: aFunction };

/**
 * Switches to another source when the source fails before its first output.
 *
 *     source  --role--#
 *     other           ---role--Hel--lo--|
 *     result  -----------role--Hel--lo--|
 *
 * By default, it falls back after errors that another model may avoid: retryable errors, even if `retryOnApiError` has given up;
 * the statuses 403 (a model that is not available to this key), 404 and 410 (a model that does not exist, or is gone) and 422
 * (rejected content); and a `ContextLengthExceededError`. The option `when` replaces this rule. Chunks before the first output are
 * buffered, so that a failed source emits nothing. An empty answer is not a failure. Errors after the first output, and errors of
 * `other`, are passed on.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas, fallbackTo } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * const messages = [{ role: 'user', content: 'Say hello.' }] as const;
 * const ask = (model: string) => client.chat.completions.create({ model, messages, stream: true });
 *
 * ask('default_reasoning')
 *   .pipe(fallbackTo(ask('default')), contentDeltas())
 *   .subscribe((delta) => process.stdout.write(delta));
 * ```
 */
export function fallbackTo<T, Other = T>(
  other: ObservableInput<Other> | ((error: unknown) => ObservableInput<Other>),
  config: FallbackConfig = {},
): OperatorFunction<T, Other | T> {
  const [isObservableInput] = anObservableInput;
  const isSource = typeof other === 'function' || isObservableInput(other);
  assertOption(isSource, 'other', 'an Observable or a function', other);
  checkOptions(config, rules);
  const { when = mayWorkElsewhere } = config;
  const ask = (error: unknown): Observable<Other> => from(typeof other === 'function' ? other(error) : other);
  return (source) =>
    defer(() => {
      let hasOutput = false;
      return source.pipe(
        bufferUntilOutput(() => {
          hasOutput = true;
        }),
        catchError((error: unknown) => {
          if (hasOutput || !when(error)) throw error;
          return ask(error);
        }),
      );
    });
}

/** Compared by name, since the error may come from another copy of the package. */
const errorsOfTheModel: readonly string[] = [
  'ContextLengthExceededError',
  'ModelGoneError',
  'NotFoundError',
  'PermissionDeniedError',
  'UnprocessableEntityError',
];

function mayWorkElsewhere(error: unknown): boolean {
  return isVeniceError(error) && (error.isRetryable || errorsOfTheModel.includes(error.name));
}
