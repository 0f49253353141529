import { createServer } from 'node:http';
import { once } from 'node:events';
import { buildRequest } from './build-request.mjs';

const prefix = '/relayed';
const suffix = '/chat/completions';
let server;
let before = process.cpuUsage();

/** Starts the relay of this process, which sends its requests to the same path of `origin`; returns the URL of the relay. */
export async function serve(relay, { origin }) {
  server ??= await listen(relay, origin);
  return { url: `http://127.0.0.1:${server.address().port}${prefix}` };
}

/** CPU milliseconds since the last call, and the peak of memory in MB. */
export function usage() {
  const { user, system } = process.cpuUsage(before);
  before = process.cpuUsage();
  return { cpu: (user + system) / 1000, peak: process.resourceUsage().maxRSS / 1024 };
}

async function listen(relay, origin) {
  const created = createServer((request, response) => {
    const url = origin + request.url.slice(prefix.length, -suffix.length);
    let body = '';
    request.setEncoding('utf8').on('data', (part) => (body += part));
    request.on('end', () => relay(url, { ...buildRequest(), ...JSON.parse(body), body }, response));
  });
  created.keepAliveTimeout = 60_000;
  created.listen(0, '127.0.0.1', 4096);
  await once(created, 'listening');
  return created;
}
