import { type Observable, concatMap, from, of } from 'rxjs';
import { closestName } from '../options/closest-name.js';
import { commands } from './commands.js';
import { UsageError } from './failures/usage-error.js';
import { overview } from './overview.js';
import { type Output, toStdout } from './output.js';
import type { CliContext } from './cli-context.js';

const helpWords: readonly string[] = ['--help', '-h', 'help'];

/** Loads the command that the first argument names, and runs it with the other arguments. Handles `--help` and `--version`. */
export function dispatch(args: readonly string[], context: CliContext): Observable<Output> {
  const [first = '--help', ...rest] = args;
  if (helpWords.includes(first)) {
    const name = rest.find((word) => !helpWords.includes(word));
    return name === undefined ? of(toStdout(overview)) : dispatch([name, '--help'], context);
  }
  if (['--version', '-v'].includes(first)) return of(toStdout(`${context.version}\n`));
  const command = commands.find(({ name, alias }) => first === name || first === alias);
  if (command === undefined) throw createUnknownError(first);
  return from(command.load()).pipe(concatMap((start) => start(rest, context)));
}

function createUnknownError(word: string): UsageError {
  const names = commands.flatMap(({ name, alias = name }) => [name, alias]);
  const closest = closestName(word, names);
  const remedy = closest === undefined ? '`venice-rx --help` lists the commands' : `did you mean ${closest}?`;
  return new UsageError(
    word.startsWith('-') ? `${word} goes after a command` : `unknown command ${word}`,
    remedy,
  );
}
