import { once } from 'node:events';
import { createServer } from 'node:http';
import { toChunk } from './chunks.mjs';

/** Starts a server whose answers never end: `talking` sends 50 chunks/s, `silent` only the head of the response. */
export async function startModel() {
  const requestWaiters = [];
  const closeWaiters = [];
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    let count = 0;
    const sendChunk = () => response.write(`data: ${JSON.stringify(toChunk((count += 1)))}\n\n`);
    const timer = request.url.startsWith('/talking') ? setInterval(sendChunk, 20) : undefined;
    response.on('close', () => {
      clearInterval(timer);
      const at = process.hrtime.bigint();
      for (const resolve of closeWaiters.splice(0)) resolve(at);
    });
    for (const resolve of requestWaiters.splice(0)) resolve();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    talking: `${origin}/talking/v1`,
    silent: `${origin}/silent/v1`,
    /** Resolves at the next request. */
    waitForRequest: () => new Promise((resolve) => requestWaiters.push(resolve)),
    /** Resolves with the time at which the next answer is closed. */
    waitForClose: () => new Promise((resolve) => closeWaiters.push(resolve)),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
