// A chat that survives its connections, on node:http: `npm run example -- durable-chat 8080` serves a page until Ctrl-C, whose answer
// continues after a reload, in a second tab, and until it is stopped. Without a port, the program plays such a page itself and ends.
// Nothing is needed but this package: runs are kept in memory. Key and server come from VENICE_API_KEY and VENICE_BASE_URL.
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VeniceClient } from 'venice-rx';
import { durableRuns, memoryRunStore, pipeRunToNodeResponse } from 'venice-rx/durable';

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
if (port === 0) await playPage();
else console.log(`Open ${address}, reload in the middle of the answer, and open a second tab.`);

function answer(request: IncomingMessage, response: ServerResponse): void {
  const id = /^\/runs\/([\w-]+)$/.exec(request.url ?? '')?.[1];
  if (id === undefined) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    return;
  }
  pipeRunToNodeResponse(runs, id, request, response, {
    // Ids are random and known to one browser only. With users, return the user of the session.
    authorize: 'ids-are-capabilities',
    start: (subject, gate) => runs.start(id, { source: 'story', input: 'a lighthouse', subject, gate }),
    onError: console.error,
  });
}

/** Loses its connection after some text, and continues in a new one from the last frame. */
async function playPage(): Promise<void> {
  const url = `${address}/runs/${crypto.randomUUID()}`;
  const first = await read(await fetch(url, { method: 'POST' }), 20);
  process.stdout.write(`${first.text} [reload] `);
  const rest = await read(await fetch(url, { headers: { 'last-event-id': first.id } }), Infinity);
  process.stdout.write(`${rest.text}\n`);
  const whole = await read(await fetch(url), Infinity);
  console.log(
    `A second tab reads ${whole.text === first.text + rest.text ? 'the same story' : 'another story'}.`,
  );
  server.close();
  await runs.close();
  await client.close();
}

/** Reads frames up to a number, and leaves. The values of a frame count once its id has arrived. */
async function read(
  response: Response,
  frames: number,
): Promise<{ readonly text: string; readonly id: string }> {
  let buffer = '';
  let text = '';
  let held = '';
  let id = '';
  for await (const bytes of response.body!.pipeThrough(new TextDecoderStream())) {
    const events = (buffer + bytes).split('\n\n');
    buffer = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (\{.*)$/m.exec(event)?.[1];
      if (data !== undefined) held += (JSON.parse(data) as Chunk).choices?.[0]?.delta?.content ?? '';
      const newId = /^id: (.*)$/m.exec(event)?.[1];
      if (newId === undefined) continue;
      [text, held, id] = [text + held, '', newId];
      frames -= 1;
      if (frames <= 0) return { text, id };
    }
  }
  return { text, id };
}

interface Chunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string } }[];
}

/** Keeps the id of its run in the address, so that a reload and a second tab follow the same one. */
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
