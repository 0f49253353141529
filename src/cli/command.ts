import { type Observable, of } from 'rxjs';
import type { CommandSpec } from './arguments/command-spec.js';
import { helpText } from './arguments/help-text.js';
import type { Options } from './arguments/option-spec.js';
import { type Arguments, readArguments } from './arguments/read-arguments.js';
import { type Output, toStdout } from './output.js';
import type { CliContext } from './cli-context.js';

/** Creates the run of a command from the arguments after the name of the command. The cold Observable emits the output to print. */
export type Command = (args: readonly string[], context: CliContext) => Observable<Output>;

const help = { help: { short: 'h', help: 'prints this help' } } as const;

/** Defines a command that parses its arguments and handles `--help`. */
export function defineCommand<const O extends Options>(
  spec: CommandSpec<O>,
  start: (args: Arguments<O>, context: CliContext) => Observable<Output>,
): Command {
  const options = { ...spec.options, ...help };
  return (args, context) => {
    const { values, ...others } = readArguments(args, options);
    if (values['help'] === true) return of(toStdout(helpText({ ...spec, options })));
    return start({ values, ...others }, context);
  };
}
