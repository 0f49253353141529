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
 * Runs `use` with a client, and closes the client afterwards. The key comes only from the environment. With `--verbose`, also prints
 * requests and responses.
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
    const client = createClient({
      apiKey: env['VENICE_API_KEY'] ?? '',
      baseURL: baseURL ?? env['VENICE_BASE_URL'] ?? '',
      ...(transport && { transport: reportTransport(transport, report) }),
    });
    const outputs = use(client).pipe(
      tap({
        complete: () => {
          lines.complete();
        },
      }),
    );
    return merge(lines, outputs).pipe(
      // The client does not close a transport that was passed to it.
      finalize(() => void client.close().then(() => transport?.close())),
    );
  });
}

/** Creates a client. Converts the error for an invalid option to one that names the source of the option. */
function createClient(options: VeniceClientOptions): VeniceClient {
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
