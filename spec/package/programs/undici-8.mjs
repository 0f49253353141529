// The core of the package with an Agent of undici 8, and short runs with other dispatchers of undici 8. Prints the number of checks.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import * as rxjs from 'rxjs';
import { Agent, EnvHttpProxyAgent, Pool, ProxyAgent, interceptors } from 'undici';
import * as main from 'venice-rx';
import * as server from 'venice-rx/mock-server';
import * as node from 'venice-rx/node';
import checkCore from './core.cjs';

const { VeniceClient, contentDeltas, toContent } = main;
const { undiciTransport } = node;
const { lastValueFrom, take, timer, firstValueFrom } = rxjs;
const story = 'Once upon a time there was a brave knight.';

const agent = new Agent();
let connections = 0;
agent.on('connect', () => (connections += 1));
// The two assertions after `checkCore`.
let checks = 2;
checks += await checkCore({
  main,
  node: { ...node, undiciTransport: () => undiciTransport({ dispatcher: agent }) },
  server,
  rxjs,
});
assert.ok(connections > 0, 'requests go through the given dispatcher');
assert.equal(agent.closed, false, 'a given dispatcher stays open');

const proxy = createProxy();
proxy.listen(0, '127.0.0.1');
await once(proxy, 'listening');
const proxyURL = `http://127.0.0.1:${proxy.address().port}`;
const mock = await server.startMockServer({
  script: [{ reply: ({ stream }) => ({ text: story, timing: { tokenDelay: stream ? 5 : 0 } }) }],
});
const dispatchers = {
  Agent: agent,
  'Agent with an interceptor': agent.compose(interceptors.retry()),
  Pool: new Pool(new URL(mock.baseURL).origin, { connections: 1 }),
  ProxyAgent: new ProxyAgent(proxyURL),
  EnvHttpProxyAgent: new EnvHttpProxyAgent({ httpProxy: proxyURL, noProxy: '' }),
};
for (const [name, dispatcher] of Object.entries(dispatchers)) {
  const { cancellations } = mock;
  const uses = proxy.uses;
  const client = new VeniceClient({ baseURL: mock.baseURL, transport: undiciTransport({ dispatcher }) });
  const chat = { model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }] };
  const stream = () => client.chat.completions.create({ ...chat, stream: true });
  assert.equal(await lastValueFrom(stream().pipe(toContent())), story, name);
  const { choices } = await lastValueFrom(client.chat.completions.create(chat));
  assert.equal(choices[0].message.content, story, name);
  await lastValueFrom(stream().pipe(contentDeltas(), take(2)));
  while (mock.cancellations === cancellations) await firstValueFrom(timer(5));
  await client.close();
  assert.equal(proxy.uses > uses, name.includes('Proxy'), name);
  checks += 4;
}
for (const dispatcher of Object.values(dispatchers)) await dispatcher.destroy?.();
await mock.close();
proxy.close();
console.log(checks);

/** A proxy that tunnels connections and forwards requests, and counts both. */
function createProxy() {
  const created = createServer((incoming, response) => {
    created.uses += 1;
    const { method, url, headers } = incoming;
    const outgoing = request(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  created.uses = 0;
  created.on('connect', ({ url }, socket) => {
    created.uses += 1;
    const { hostname, port } = new URL(`http://${url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const [end, other] of [
      [upstream, socket],
      [socket, upstream],
    ]) {
      end.on('error', () => other.destroy());
      end.on('close', () => other.destroy());
    }
  });
  return created;
}
