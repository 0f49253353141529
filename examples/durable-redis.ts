// An answer that outlives a server: `npm run example:redis` starts a redis-server, two web nodes and a proxy in front of them, and acts
// as a page that reads an answer through node 2, while node 1 produces it. Then it kills node 2, and the page continues on node 1. Key
// and server come from VENICE_API_KEY and VENICE_BASE_URL.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createClient } from 'redis';
import { VeniceClient } from 'venice-rx';
import { durableRuns, pipeRunToNodeResponse } from 'venice-rx/durable';
import { redisRunStore } from 'venice-rx/redis';

const [role, redisUrl = ''] = process.argv.slice(2);
if (role === 'node') await serve(redisUrl);
else await runExample();

/** Runs a web node. It does not communicate with the other node: all runs are in Redis. */
async function serve(url: string): Promise<void> {
  const redis = await createClient({ url }).connect();
  const client = new VeniceClient();
  const runs = durableRuns(redisRunStore(redis), {
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
  const server = createServer((request, response) => {
    const id = request.url?.slice('/runs/'.length) ?? '';
    pipeRunToNodeResponse(runs, id, request, response, {
      // Ids are random, and only one browser knows them. In an app with users, pass a function that returns the user of the session.
      authorize: 'ids-are-capabilities',
      start: (subject, gate) => runs.start(id, { source: 'story', input: 'a lighthouse', subject, gate }),
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

async function runExample(): Promise<void> {
  const redis = await startRedis();
  const nodes = [await startNode(redis.url), await startNode(redis.url)];
  const proxy = createProxy(nodes.map(({ port }) => port)).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/runs/${crypto.randomUUID()}`;
  const page = { text: '', id: '' };
  console.log('[The page sends its request; node 1 answers.]');
  await read(page, await fetch(url, { method: 'POST' }), () => page.text.length > 150);
  console.log('\n[The page reloads; the proxy sends it to node 2.]');
  const reconnect = (): Promise<Response> => fetch(url, { headers: { 'last-event-id': page.id } });
  await read(page, await reconnect(), () => {
    if (page.text.length > 300) nodes[1]?.child.kill('SIGKILL');
    return false;
  });
  console.log('\n[Node 2 was killed; the page reconnects, and the proxy finds node 1.]');
  await read(page, await reconnect(), () => false);
  const tab = { text: '', id: '' };
  await read(tab, await fetch(url), () => false, false);
  console.log(`\nA second tab reads ${tab.text === page.text ? 'the same story' : 'another story'}.`);
  for (const { child } of nodes) child.kill('SIGKILL');
  redis.child.kill();
  proxy.close();
}

/** Reads events until the connection ends, or until `isEnough` returns true. Adds the text of a run frame when the id of the frame arrives, which comes last. */
async function read(
  page: { text: string; id: string },
  response: Response,
  isEnough: () => boolean,
  isShown = true,
): Promise<void> {
  let buffer = '';
  let frameText = '';
  try {
    for await (const bytes of response.body!.pipeThrough(new TextDecoderStream())) {
      const events = (buffer + bytes).split('\n\n');
      buffer = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (\{.*)$/m.exec(event)?.[1];
        if (data !== undefined) frameText += (JSON.parse(data) as Chunk).choices?.[0]?.delta?.content ?? '';
        const id = /^id: (.*)$/m.exec(event)?.[1];
        if (id === undefined) continue;
        if (isShown) process.stdout.write(frameText);
        Object.assign(page, { text: page.text + frameText, id });
        frameText = '';
        if (isEnough()) return;
      }
    }
  } catch {
    // The node was killed. The next node sends the values again whose id has not arrived.
  }
}

interface Chunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string } }[];
}

/** Creates a proxy that sends requests to the nodes in turn, and to the next node if a node does not answer. */
function createProxy(ports: readonly number[]): ReturnType<typeof createServer> {
  let nodeIndex = 0;
  return createServer((request, response) => {
    const forward = (retriesLeft: number): void => {
      const port = ports[nodeIndex++ % ports.length];
      const { method, url, headers } = request;
      const upstream = sendRequest({ port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('error', () => response.destroy()).pipe(response);
      });
      upstream.on('error', () => {
        if (response.headersSent || retriesLeft === 0) response.destroy();
        else forward(retriesLeft - 1);
      });
      response.on('close', () => upstream.destroy());
      upstream.end();
    };
    forward(ports.length - 1);
  });
}

async function startNode(url: string): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = fork(fileURLToPath(import.meta.url), ['node', url]);
  const [port] = (await once(child, 'message')) as [number];
  return { child, port };
}

async function startRedis(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  // redis-server cannot choose a free port itself.
  const listener = createTcpServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.once('error', () => {
    console.error('This example needs redis-server. On Debian and Ubuntu: apt-get install redis-server');
    process.exit(1);
  });
  let log = '';
  child.stdout.on('data', (text) => (log += String(text)));
  while (!log.includes('Ready to accept connections')) await once(child.stdout, 'data');
  return { child, url: `redis://127.0.0.1:${port}` };
}
