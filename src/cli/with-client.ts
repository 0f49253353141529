import { type Observable, Subject, defer, finalize, merge, tap } from 'rxjs';
import type { VeniceClientOptions } from '../client/client-options.js';
import { VeniceClient } from '../client/venice-client.js';
import { defaultTransport } from '#default-transport';
import type { OptionValues } from './arguments/option-spec.js';
import type { CliContext } from './cli-context.js';
import type { clientOptions } from './client-options.js';
import { UsageError } from './failures/usage-error.js';
import { type Output, toStderr } from './output.js';
import { reportTransport } from './report-transport.js';
import { painterFor } from './terminal/painter-for.js';

/**
 * Runs an operation with a client that is closed afterwards. The key comes only from the environment. With `--verbose`, requests
 * and responses are printed too.
 */
export function withClient(
  { 'base-url': baseURL, verbose }: OptionValues<typeof clientOptions>,
  { env, stderr }: CliContext,
  use: (client: VeniceClient) => Observable<Output>,
): Observable<Output> {
  return defer(() => {
    const transport = verbose === true ? defaultTransport() : undefined;
    const lines = new Subject<Output>();
    const report = (line: string): void => {
      lines.next(toStderr(`${painterFor(stderr, env)('dim', line)}\n`));
    };
    const client = open({
      apiKey: env['VENICE_API_KEY'] ?? '',
      baseURL: baseURL ?? env['VENICE_BASE_URL'] ?? '',
      ...(transport && { transport: reportTransport(transport, report) }),
    });
    const prints = use(client).pipe(
      tap({
        complete: () => {
          lines.complete();
        },
      }),
    );
    return merge(lines, prints).pipe(
      // A transport that was passed to the client stays open.
      finalize(() => void client.close().then(() => transport?.close())),
    );
  });
}

function open(options: VeniceClientOptions): VeniceClient {
  try {
    return new VeniceClient(options);
  } catch (error) {
    const { message } = error as TypeError;
    const [, option, sentence = message] = /^`(\w+)` (.*)$/.exec(message) ?? [];
    const [remedy = sentence] = sentence.split('; received ', 1);
    const source = option === 'apiKey' ? 'VENICE_API_KEY' : '--base-url or VENICE_BASE_URL';
    throw new UsageError(`${source} is invalid`, remedy, { cause: error });
  }
}
