// A relay like relay-server.ts, in Fastify. `npm run example -- relay-fastify 8080` serves pages until Ctrl-C; without a port, the program
// requests a story from its own relay, as a page would, and ends. Key and server come from VENICE_API_KEY and VENICE_BASE_URL.
import Fastify from 'fastify';
import { finalize } from 'rxjs';
import { VeniceClient, contentDeltas } from 'venice-rx';
import { pipeToNodeResponse, relayGuard } from 'venice-rx/relay';

const pageOrigin = 'http://localhost:4200';
const port = Number(process.argv[2] ?? 0);

const client = new VeniceClient();
const guard = relayGuard({ origins: [pageOrigin], models: ['default'], maxCompletionTokens: 2000 });

const app = Fastify();
app.addContentTypeParser('application/json', (_request, _payload, done) => {
  done(null); // the guard reads the body itself, and limits its size
});
app.all('/api/*', async (request, reply) => {
  reply.hijack();
  const result = await guard(request.raw);
  if (result.type === 'response') {
    result.sendTo(reply.raw);
    return;
  }
  pipeToNodeResponse(reply.raw, (gate) => client.chat.completions.create(result.request, { gate }), {
    ...result.options,
    onError: console.error,
  });
});

const address = await app.listen({ port, host: '127.0.0.1' });
const baseURL = `${address}/api`;
console.log(`Pages of ${pageOrigin} may ask new VeniceClient({ baseURL: '${baseURL}' }).\n`);
if (port === 0) askAsAPage();

function askAsAPage(): void {
  const page = new VeniceClient({ baseURL, headers: { origin: pageOrigin } }); // a browser adds this header itself
  page.chat.completions
    .create({ model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }], stream: true })
    .pipe(
      contentDeltas(),
      finalize(() => {
        void page.close();
        void client.close();
        void app.close();
      }),
    )
    .subscribe((text) => process.stdout.write(text));
}
