import { lastValueFrom } from 'rxjs';
import { VeniceClient, toContent } from 'venice-rx';
import { FailingUpstream, failures, marker, secret, upstreamHeaders } from './handlers/failing-upstream.js';
import { frameworks } from './handlers/frameworks.js';
import { type RawResponse, readRawResponse } from './handlers/raw-response.js';

/** Failures that Venice reports with a success (2xx), or does not report. */
const withoutStatus = failures.filter((name) => !/^\d+$|redirect/.test(name));

/** The status and code that `toSafeError` gives to each failure. */
const safeStatus: Readonly<Record<string, readonly [status: number, code: string]>> = {
  '400': [400, 'invalid_request_error'],
  '401': [502, 'upstream_error'],
  '402': [502, 'upstream_error'],
  '403': [502, 'upstream_error'],
  '404': [404, 'model_not_found'],
  '429': [503, 'model_offline'],
  '500': [502, 'upstream_error'],
  '503': [503, 'model_offline'],
  redirect: [502, 'upstream_error'],
  'in-band': [502, 'upstream_error'],
  'in-band number': [502, 'upstream_error'],
  'mid-stream': [503, 'model_offline'],
  'json with status 200': [502, 'upstream_error'],
  'page with status 200': [502, 'upstream_error'],
  cut: [502, 'upstream_error'],
};

interface Response extends RawResponse {
  /** The same response, as Node's `fetch` reads it. */
  readonly fetched: { readonly status: number; readonly text: string };
}

/** A table of all responses, which `PRINT_RESPONSES=1` prints. */
const tableRows: string[] = [];
let upstream: FailingUpstream;
let client: VeniceClient;

beforeAll(async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined); // Hono writes every error there
  upstream = await FailingUpstream.start();
  client = new VeniceClient({ apiKey: secret.key, baseURL: upstream.baseURL, circuitBreaker: false });
});

afterAll(async () => {
  await client.close();
  await upstream[Symbol.asyncDispose]();
  if (process.env['PRINT_RESPONSES'] === '1') process.stdout.write(`${tableRows.join('\n')}\n`);
});

function requestChat(model: string): Promise<string> {
  if (model === 'own mistake') return Promise.reject(new TypeError(marker));
  const messages = [{ role: 'user', content: 'Hi' }] as const;
  return lastValueFrom(client.chat.completions.create({ model, messages, stream: true }).pipe(toContent()));
}

async function read(url: string): Promise<Response> {
  const raw = await readRawResponse(url);
  const fetched = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) }).then(
    async (response) => ({ status: response.status, text: await response.text() }),
    (error: unknown) => ({ status: 0, text: String(error instanceof Error ? error.cause : error) }),
  );
  return { ...raw, fetched };
}

describe.each(frameworks)('an error that leaves a handler of $name', ({ name, start }) => {
  async function readAll(isSafe: boolean): Promise<ReadonlyMap<string, Response>> {
    const server = await start(requestChat, isSafe);
    const responses = new Map<string, Response>();
    for (const failure of [...failures, 'own mistake', 'fine']) {
      const response = await read(`${server.url}/${encodeURIComponent(failure)}`);
      responses.set(failure, response);
      const head = response.headers
        .filter(([header]) => header !== 'date')
        .map((line) => line.join(': '))
        .join('; ');
      const body = response.fetched.text.replaceAll(/\s+/g, ' ').slice(0, 160);
      tableRows.push(
        `| ${[name, isSafe ? 'toSafeError' : 'default', failure, response.status, head, body].join(' | ')} |`,
      );
    }
    await server.close();
    return responses;
  }

  describe.each([
    ['without toSafeError', false],
    ['with toSafeError', true],
  ])('%s', (_how, isSafe) => {
    let responses: ReadonlyMap<string, Response>;

    beforeAll(async () => {
      responses = await readAll(isSafe);
    });

    /** The failures with a wrong response. */
    const findFailures = (isWrong: (response: Response, failure: string) => boolean): readonly string[] =>
      failures.filter((failure) => isWrong(responses.get(failure)!, failure));

    it('results in a valid HTTP response', () => {
      const isBroken = ({ status, headers, fetched }: Response): boolean => {
        const names = headers.map(([header]) => header);
        const lengths = names.filter((header) => /^(content-length|transfer-encoding)$/.test(header));
        return fetched.status !== status || new Set(names).size !== names.length || lengths.length !== 1;
      };

      expect(findFailures(isBroken)).toEqual([]);
    });

    it('results in a response without headers of Venice', () => {
      const allowed = isSafe ? ['retry-after'] : [];
      const isCopied = ({ headers }: Response): boolean =>
        headers.some(([header]) => header in upstreamHeaders && !allowed.includes(header)) ||
        Object.values(secret).some((value) => JSON.stringify(headers).includes(value));

      expect(findFailures(isCopied)).toEqual([]);
    });

    it('results in a 5xx if the status of Venice was a 2xx', () => {
      expect(findFailures(({ status }, failure) => withoutStatus.includes(failure) && status < 500)).toEqual(
        [],
      );
    });

    it('leaves the server able to answer another request', () => {
      expect(responses.get('fine')!.fetched).toEqual({ status: 200, text: 'Hello' });
    });

    if (!isSafe) return;

    it('results in a response without any text of Venice', () => {
      const secrets = [marker, ...Object.values(secret)];

      expect(findFailures(({ bytes }) => secrets.some((value) => bytes.includes(value)))).toEqual([]);
    });

    it.each(failures)('results in the expected status, code and kind of message: %s', (failure) => {
      const { status, headers, fetched } = responses.get(failure)!;
      const { error } = JSON.parse(fetched.text) as {
        readonly error: { readonly code: string; readonly message: string };
      };

      expect([status, error.code]).toEqual(safeStatus[failure]);
      expect(error.message).toMatch(/^[A-Z].*\.$/);
      expect(new Map(headers).get('content-type')).toBe('application/json; charset=utf-8');
    });

    it('results in a response with Retry-After after a 429', () => {
      const { headers, fetched } = responses.get('429')!;

      expect(new Map(headers).get('retry-after')).toBe('7');
      expect(JSON.parse(fetched.text)).toMatchObject({ error: { retry_after: 7 } });
    });

    it('results in a 500 if it is a programming error of the handler', () => {
      const { status, bytes } = responses.get('own mistake')!;

      expect(status).toBe(500);
      expect(bytes).not.toContain(marker);
    });
  });
});
