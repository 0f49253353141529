import { type Observable, defer, finalize } from 'rxjs';
import { VeniceClient } from '../client/venice-client.js';
import { UsageError } from './failures/usage-error.js';
import type { CliContext } from './cli-context.js';

/** Runs an operation with a client that is closed afterwards. The key comes only from the environment. */
export function withClient<T>(
  baseURL: string | undefined,
  { env }: CliContext,
  use: (client: VeniceClient) => Observable<T>,
): Observable<T> {
  return defer(() => {
    const client = open(env['VENICE_API_KEY'], baseURL ?? env['VENICE_BASE_URL']);
    return use(client).pipe(finalize(() => void client.close()));
  });
}

function open(apiKey = '', baseURL = ''): VeniceClient {
  try {
    return new VeniceClient({ apiKey, baseURL });
  } catch (error) {
    const { message } = error as TypeError;
    const [, option, sentence = message] = /^`(\w+)` (.*)$/.exec(message) ?? [];
    const [remedy = sentence] = sentence.split('; received ', 1);
    const source = option === 'apiKey' ? 'VENICE_API_KEY' : '--base-url or VENICE_BASE_URL';
    throw new UsageError(`${source} is not in order`, remedy, { cause: error });
  }
}
