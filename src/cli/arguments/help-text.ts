import { columns } from '../terminal/columns.js';
import type { CommandFacts } from './command-facts.js';
import type { OptionFacts, Options } from './option-facts.js';

/** What `--help` prints of a command. */
export function helpText({ usage, options, notes }: CommandFacts<Options>): string {
  const rows = Object.entries(options).map(([name, facts]) => [`  ${shapeOf(name, facts)}`, facts.help]);
  return `Usage: ${usage}\n\nOptions:\n${columns(rows)}\n\n${notes}\n`;
}

function shapeOf(name: string, { value, short }: OptionFacts): string {
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}
