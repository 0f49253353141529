import { type Observable, Subject, concatMap, defer, finalize, from, map, startWith, takeUntil } from 'rxjs';
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

const tiers: readonly Tier[] = ['XS', 'S', 'M', 'L'];

const options = {
  port: { value: 'NUMBER', help: 'port on 127.0.0.1; default: a free one' },
  script: { value: 'FILE', help: 'what to answer: a .json file, or a module; default: a story' },
  tier: { value: 'TIER', help: 'limits of a minute as at Venice: XS, S, M or L; default: none' },
} as const;

const notes = `Prints two lines for a shell, the address and a key; any other key will do as well. Ctrl-C stops the server.`;

/** `venice-rx mock` */
export const mockCommand = defineCommand(
  { usage: 'venice-rx mock [options]', options, notes },
  ({ values, positionals }, { env, stderr, signals }) => {
    const [word] = positionals;
    if (word !== undefined) throw new UsageError(`${word} is not an option`, 'a script goes after --script');
    const port = readNumber('port', values.port, { from: 0, to: 65_535, isWhole: true });
    const tier = readChoice('tier', values.tier, tiers);
    const { script: file } = values;
    const paint = painterFor(stderr, env);
    return defer(() => {
      const failures = new Subject<unknown>();
      const failureLines = failures.pipe(
        map((error) => toStderr(`The script failed: ${errorLine(error, paint)}`)),
      );
      const starting = async (): Promise<MockServer> =>
        start({
          ...(port !== undefined && { port }),
          ...(tier !== undefined && { tier }),
          ...(file !== undefined && { script: await loadScript(file) }),
          onScriptError: failures.next.bind(failures),
        });
      return from(starting()).pipe(
        concatMap((server) => keep(server, failureLines).pipe(takeUntil(signals))),
      );
    });
  },
);

async function start(options: MockServerOptions): Promise<MockServer> {
  try {
    return await startMockServer(options);
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    const message = `--port: cannot listen on ${options.port ?? 0} (${code})`;
    throw new UsageError(message, 'choose another port, or leave --port out', { cause });
  }
}

/** Keeps the server running and prints its events until it is unsubscribed from. */
function keep(server: MockServer, news: Observable<Output>): Observable<Output> {
  return news.pipe(
    startWith(
      toStdout(`export VENICE_BASE_URL=${server.baseURL}\nexport VENICE_API_KEY=local\n`),
      toStderr('Ready; Ctrl-C stops the server.\n'),
    ),
    finalize(() => void server.close()),
  );
}
