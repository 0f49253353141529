import { type Observable, of } from 'rxjs';
import type { CommandFacts } from './arguments/command-facts.js';
import { helpText } from './arguments/help-text.js';
import type { Options } from './arguments/option-facts.js';
import { type Arguments, readArguments } from './arguments/read-arguments.js';
import { type Print, toOutput } from './print.js';
import type { Surroundings } from './surroundings.js';

/** Runs with the arguments behind its name. Cold: what it emits is to be printed, and unsubscribing stops it. */
export type Command = (args: readonly string[], surroundings: Surroundings) => Observable<Print>;

const help = { help: { short: 'h', help: 'prints this' } } as const;

/** A command that reads its arguments, and answers `--help` by itself. */
export function defineCommand<const O extends Options>(
  facts: CommandFacts<O>,
  start: (given: Arguments<O>, surroundings: Surroundings) => Observable<Print>,
): Command {
  const options = { ...facts.options, ...help };
  return (args, surroundings) => {
    const { values, positionals } = readArguments(args, options);
    if (values['help'] === true) return of(toOutput(helpText({ ...facts, options })));
    return start({ values: values, positionals }, surroundings);
  };
}
