import { NEVER, type Observable, concatMap, defer, finalize, startWith, takeUntil } from 'rxjs';
import type { Tier } from '../../engine/limits/tier.js';
import type { LocalServerOptions } from '../../server/local-server-options.js';
import type { LocalServer } from '../../server/local-server.js';
import { startLocalServer } from '../../server/start-local-server.js';
import { readChoice } from '../arguments/read-choice.js';
import { readNumber } from '../arguments/read-number.js';
import { defineCommand } from '../command.js';
import { UsageError } from '../failures/usage-error.js';
import { type Print, toErrors, toOutput } from '../print.js';
import { loadScript } from './load-script.js';

const tiers: readonly Tier[] = ['XS', 'S', 'M', 'L'];

const options = {
  port: { value: 'NUMBER', help: 'port on 127.0.0.1; default: a free one' },
  script: { value: 'FILE', help: 'what to answer: a .json file, or a module; default: a story' },
  tier: { value: 'TIER', help: 'limits of a minute as at Venice: XS, S, M or L; default: none' },
} as const;

const notes = `Prints two lines for a shell, the address and a key; any other key will do as well. Ctrl-C stops the server.`;

/** `venice-rx serve` */
export const serveCommand = defineCommand(
  { usage: 'venice-rx serve [options]', options, notes },
  ({ values, positionals }, { signals }) => {
    const [word] = positionals;
    if (word !== undefined) throw new UsageError(`${word} is no option`, 'a script goes behind --script');
    const port = readNumber('port', values.port, { from: 0, to: 65_535, isWhole: true });
    const tier = readChoice('tier', values.tier, tiers);
    const { script: file } = values;
    return defer(async () =>
      start({
        ...(port !== undefined && { port }),
        ...(tier !== undefined && { tier }),
        ...(file !== undefined && { script: await loadScript(file) }),
      }),
    ).pipe(concatMap((server) => keep(server).pipe(takeUntil(signals))));
  },
);

async function start(options: LocalServerOptions): Promise<LocalServer> {
  try {
    return await startLocalServer(options);
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    const message = `--port: cannot listen on ${options.port ?? 0} (${code})`;
    throw new UsageError(message, 'choose another port, or leave --port out', { cause });
  }
}

/** Keeps the server until it is unsubscribed from. */
function keep(server: LocalServer): Observable<Print> {
  return NEVER.pipe(
    startWith(
      toOutput(`export VENICE_BASE_URL=${server.baseURL}\nexport VENICE_API_KEY=local\n`),
      toErrors('Ready; Ctrl-C stops the server.\n'),
    ),
    finalize(() => void server.close()),
  );
}
