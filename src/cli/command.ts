import { type Observable, of } from 'rxjs';
import type { CommandSpec } from './arguments/command-spec.js';
import { helpText } from './arguments/help-text.js';
import type { Options } from './arguments/option-spec.js';
import { type Arguments, readArguments } from './arguments/read-arguments.js';
import { type Output, toStdout } from './output.js';
import type { CliContext } from './cli-context.js';

/** Runs with the arguments after its name. Cold: emits the output to print, and unsubscribing stops it. */
export type Command = (args: readonly string[], context: CliContext) => Observable<Output>;

const help = { help: { short: 'h', help: 'prints this help' } } as const;

/** Defines a command that parses its arguments and handles `--help`. */
export function defineCommand<const O extends Options>(
  facts: CommandSpec<O>,
  start: (given: Arguments<O>, context: CliContext) => Observable<Output>,
): Command {
  const options = { ...facts.options, ...help };
  return (args, context) => {
    const { values, ...others } = readArguments(args, options);
    if (values['help'] === true) return of(toStdout(helpText({ ...facts, options })));
    return start({ values: values, ...others }, context);
  };
}
