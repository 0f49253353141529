import { type Observable, isObservable } from 'rxjs';
import { checkOptions } from '../options/check-options.js';
import { assertOption, invalidWord } from '../options/invalid-option.js';
import { type OptionRule, aFunction, aString, anything, required } from '../options/option-rules.js';
import type { RunContext, RunSources } from './run-source.js';

/** Options of the calls that concern the runs of one subject. */
export interface RunOptions {
  /**
   * The user or tenant. A run belongs to the subject that started it: with another subject, calls with its id fail with a
   * `RunUnknownError`. Default: the empty subject, so that knowing the id is enough.
   */
  readonly subject?: string;
}

/** Options of either form of `start`. */
export interface StartOptions extends RunOptions {
  /**
   * While its last value is false, this watcher receives nothing after its first frame. The run itself continues. Default: always open.
   */
  readonly gate?: Observable<boolean>;
}

/** Options of `start` for a run that another process may take over. */
export interface StartSourceOptions<Name, Input> extends StartOptions {
  /** Name of the source. */
  readonly source: Name;
  /** Input of the source, a JSON value. The input is stored if `runIn` is set and `onLost` is not `'fail'`; otherwise only its hash is. */
  readonly input: Input;
  /** JSON value for `runIn`, such as the id of a tenant. Stored with the input. */
  readonly context?: unknown;
  /** W3C trace context, stored with the run and passed to its source. */
  readonly traceparent?: string;
}

/** Options of `start` for a run of this process only. */
export interface StartFunctionOptions<Value> extends StartOptions {
  /** Creates the Observable of the values. If the process dies, the run is lost. */
  readonly run: (run: RunContext) => Observable<Value>;
  /** A JSON value that identifies the request: another `start` with the same id and another input fails. Only its hash is stored. */
  readonly input?: unknown;
  /** W3C trace context, stored with the run and passed to its source. */
  readonly traceparent?: string;
}

export const gateRule: OptionRule = [isObservable, 'an Observable of booleans'];

/** Checks the options of either form of `start`. */
export function checkStartOptions(
  options: StartFunctionOptions<unknown> | StartSourceOptions<string, unknown>,
  sources: RunSources,
): void {
  const common = { subject: aString, gate: gateRule, input: anything, traceparent: aString };
  if (Object.hasOwn(options, 'run')) {
    checkOptions(options as StartFunctionOptions<unknown>, { ...common, run: aFunction });
    return;
  }
  const { source } = options as StartSourceOptions<string, unknown>;
  const rules = { ...common, source: required(aString), context: anything };
  checkOptions(options as StartSourceOptions<string, unknown>, rules);
  const names = Object.keys(sources);
  if (!names.includes(source)) throw invalidWord('source', `one of the sources: ${names.join(', ')}`, source);
}

/** Throws a `TypeError` for an invalid id: ids are parts of keys and of URLs. */
export function checkRunId(id: unknown): void {
  assertOption(isRunId(id), 'id', 'a string of 1 to 200 letters, digits and `. _ : / -`', id);
}

/** Whether a value is the id of a run. */
export function isRunId(id: unknown): boolean {
  return typeof id === 'string' && /^[\w.:/-]{1,200}$/.test(id);
}
