// A relay on node:http, which has the key. `npm run example -- relay-server 8080` serves pages until Ctrl-C; without a port, the program
// requests a story from its own relay, as a page would, and ends. Key and server come from VENICE_API_KEY and VENICE_BASE_URL.
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { finalize } from 'rxjs';
import { VeniceClient, contentDeltas, rateLimiter } from 'venice-rx';
import { pipeToNodeResponse, relayGuard } from 'venice-rx/relay';

const pageOrigin = 'http://localhost:4200';
const port = Number(process.argv[2] ?? 0);

const client = new VeniceClient({ limits: rateLimiter({ concurrency: 50 }) });
const guard = relayGuard({
  origins: [pageOrigin],
  models: ['default'],
  maxCompletionTokens: 2000,
  rate: { requests: 20 },
});

const server = createServer((request, response) => void answer(request, response)).listen(port, '127.0.0.1');
await once(server, 'listening');
const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
console.log(`Pages of ${pageOrigin} may ask new VeniceClient({ baseURL: '${baseURL}' }).\n`);
if (port === 0) askAsAPage();

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const result = await guard(request);
  if (result.type === 'response') {
    result.sendTo(response);
    return;
  }
  pipeToNodeResponse(response, (gate) => client.chat.completions.create(result.request, { gate }), {
    ...result.options,
    onError: console.error,
  });
}

function askAsAPage(): void {
  const page = new VeniceClient({ baseURL, headers: { origin: pageOrigin } }); // a browser adds this header itself
  page.chat.completions
    .create({ model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }], stream: true })
    .pipe(
      contentDeltas(),
      finalize(() => {
        server.close();
        void page.close();
        void client.close();
      }),
    )
    .subscribe((text) => process.stdout.write(text));
}
