// A chat that outlives its connections, on node:http: `npm run example -- durable-chat 8080` serves a page until Ctrl-C. The answer on the
// page continues after a reload and in a second tab, until the user stops it. Without a port, the program acts as the page and ends. Runs
// are kept in memory. Key and server come from VENICE_API_KEY and VENICE_BASE_URL.
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Observable, from, lastValueFrom, take, toArray } from 'rxjs';
import { type ChatCompletionChunk, VeniceClient, toContent } from 'venice-rx';
import { durableRuns, followRun, memoryRunStore, pipeRunToNodeResponse, runValues } from 'venice-rx/durable';

const client = new VeniceClient();
const runs = durableRuns(memoryRunStore(), {
  sources: {
    story: (topic: string, { gate }) =>
      client.chat.completions.create(
        {
          model: 'default',
          messages: [{ role: 'user', content: `Tell me a story about ${topic}.` }],
          stream: true,
        },
        { gate },
      ),
  },
});

const port = Number(process.argv[2] ?? 0);
const server = createServer(answer).listen(port, '127.0.0.1');
await once(server, 'listening');
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
if (port === 0) await actAsAPage();
else console.log(`Open ${address}, reload in the middle of the answer, and open a second tab.`);

function answer(request: IncomingMessage, response: ServerResponse): void {
  const id = /^\/runs\/([\w-]+)$/.exec(request.url ?? '')?.[1];
  if (id === undefined) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    return;
  }
  pipeRunToNodeResponse(runs, id, request, response, {
    // Ids are random, and only one browser knows them. In an app with users, pass a function that returns the user of the session.
    authorize: 'ids-are-capabilities',
    start: (subject, gate) => runs.start(id, { source: 'story', input: 'a lighthouse', subject, gate }),
    onError: console.error,
  });
}

/** Unsubscribes after 20 frames of the answer, and then follows the rest, as a reloaded page does. */
async function actAsAPage(): Promise<void> {
  const page = new VeniceClient({ baseURL: address, apiKey: false });
  const id = crypto.randomUUID();
  await (await fetch(`${address}/runs/${id}`, { method: 'POST' })).body?.cancel();
  const frames = followRun(page, id, { observe: 'frames' });
  const before = await lastValueFrom(frames.pipe(take(20), toArray()));
  const after = before.at(-1)?.id ?? '';
  const text = (chunks: Observable<ChatCompletionChunk>) => lastValueFrom(chunks.pipe(toContent()));
  const first = await text(from(before).pipe(runValues()));
  process.stdout.write(`${first} [reload] `);
  const rest = await text(followRun(page, id, { after }));
  process.stdout.write(`${rest}\n`);
  const whole = await text(followRun(page, id));
  console.log(`A second tab reads ${whole === first + rest ? 'the same story' : 'another story'}.`);
  await page.close();
  server.close();
  await runs.close();
  await client.close();
}

/**
 * The page. It keeps the id of its run in the address, so that a reload and a second tab follow the same run. It uses `EventSource`, and so
 * needs no bundler; docs/durable.md shows a page with `followRun`.
 */
const page = `<!doctype html>
<meta charset="utf-8" />
<title>A durable chat</title>
<button id="new">New story</button> <button id="stop">Stop</button>
<p id="story"></p>
<script type="module">
  const story = document.querySelector('#story');
  const url = () => '/runs/' + location.hash.slice(1);
  const follow = () => {
    story.textContent = '';
    const events = new EventSource(url()); // sends Last-Event-ID itself when it reconnects
    events.onmessage = ({ data }) => {
      if (data === '[DONE]') return events.close();
      const { choices, error } = JSON.parse(data);
      story.textContent += error ? ' [' + error.message + ']' : (choices?.[0]?.delta?.content ?? '');
    };
  };
  document.querySelector('#new').onclick = async () => {
    location.hash = crypto.randomUUID();
    const response = await fetch(url(), { method: 'POST' });
    await response.body.cancel();
    follow();
  };
  document.querySelector('#stop').onclick = () => fetch(url(), { method: 'DELETE' });
  if (location.hash !== '') follow();
</script>`;
