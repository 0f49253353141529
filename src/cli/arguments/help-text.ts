import { columns } from '../terminal/columns.js';
import type { CommandSpec } from './command-spec.js';
import type { OptionSpec, Options } from './option-spec.js';

/** Formats the `--help` output of a command. */
export function helpText({ usage, options, notes }: CommandSpec<Options>): string {
  const rows = Object.entries(options).map(([name, spec]) => [`  ${formatOption(name, spec)}`, spec.help]);
  return `Usage: ${usage}\n\nOptions:\n${columns(rows)}\n\n${notes}\n`;
}

function formatOption(name: string, { value, short }: OptionSpec): string {
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}
