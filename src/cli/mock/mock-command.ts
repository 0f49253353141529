import { Subject, concatMap, defer, endWith, finalize, from, map, startWith, takeUntil } from 'rxjs';
import { toWireFault } from '../../mock-server/engine/faults/wire-fault.js';
import type { Tier } from '../../mock-server/engine/limits/tier.js';
import type { MockServerOptions } from '../../mock-server/mock-server-options.js';
import type { MockServer } from '../../mock-server/mock-server.js';
import { startMockServer } from '../../mock-server/start-mock-server.js';
import { readChoice } from '../arguments/read-choice.js';
import { readNumber } from '../arguments/read-number.js';
import { defineCommand } from '../command.js';
import { errorLine } from '../failures/error-line.js';
import { UsageError } from '../failures/usage-error.js';
import { type Output, toStderr, toStdout } from '../output.js';
import { painterFor } from '../terminal/painter-for.js';
import { loadScript } from './load-script.js';
import { runProgram } from './run-program.js';

const tiers: readonly Tier[] = ['XS', 'S', 'M', 'L'];

const options = {
  port: { value: 'NUMBER', help: 'port on 127.0.0.1; default: a free one' },
  script: { value: 'FILE', help: 'script of the answers: a .json file or a module; default: a story' },
  fault: { value: 'FAULT', help: 'fault in every answer, such as `reset; after=3`; default: none' },
  tier: { value: 'TIER', help: 'limits per minute of a tier of Venice: XS, S, M or L; default: none' },
} as const;

const notes = `Prints two lines that set the variables of the address and of a key (any key works). Ctrl-C stops the server.
With a program after --, runs the program with the two variables set, and stops the server when the program ends:
venice-rx mock -- npx tsx story.mts`;

/** `venice-rx mock` */
export const mockCommand = defineCommand(
  { usage: 'venice-rx mock [options] [-- PROGRAM [arguments]]', options, notes },
  ({ values, positionals, operands }, context) => {
    const [word] = positionals.slice(0, positionals.length - (operands?.length ?? 0));
    if (word !== undefined) throw new UsageError(`${word} is not an option`, 'a script goes after --script');
    if (operands?.length === 0) throw new UsageError('no program after --', 'add one, or remove --');
    const port = readNumber('port', values.port, { from: 0, to: 65_535, isWhole: true });
    const tier = readChoice('tier', values.tier, tiers);
    const { script: file, fault } = values;
    if (fault !== undefined) checkFault(fault);
    const paint = painterFor(context.stderr, context.env);
    return defer(() => {
      const failures = new Subject<unknown>();
      const failureLines = failures.pipe(
        map((error) => toStderr(`The script failed: ${errorLine(error, paint)}`)),
      );
      const loadAndStart = async (): Promise<MockServer> =>
        start({
          ...(port !== undefined && { port }),
          ...(tier !== undefined && { tier }),
          ...(fault !== undefined && { fault }),
          ...(file !== undefined && { script: await loadScript(file) }),
          onScriptError: failures.next.bind(failures),
        });
      return from(loadAndStart()).pipe(
        concatMap((server) => {
          const end = operands ? runProgram(operands, toVariables(server), context) : context.signals;
          return failureLines.pipe(
            startWith(...(operands ? [] : usageLines(server))),
            takeUntil(end.pipe(endWith(0))),
            finalize(() => void server.close()),
          );
        }),
      );
    });
  },
);

function checkFault(fault: string): void {
  try {
    toWireFault(fault);
  } catch (cause) {
    throw new UsageError((cause as Error).message, 'docs/mock-server.md lists the faults', { cause });
  }
}

function toVariables({ baseURL }: MockServer): Readonly<Record<string, string>> {
  return { VENICE_BASE_URL: baseURL, VENICE_API_KEY: 'local' };
}

function usageLines(server: MockServer): readonly Output[] {
  const lines = Object.entries(toVariables(server)).map(([name, value]) => `export ${name}=${value}\n`);
  return [toStdout(lines.join('')), toStderr('Ready; Ctrl-C stops the server.\n')];
}

async function start(options: MockServerOptions): Promise<MockServer> {
  try {
    return await startMockServer(options);
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    const message = `--port: cannot listen on ${options.port ?? 0} (${code})`;
    throw new UsageError(message, 'choose another port, or omit --port', { cause });
  }
}
