// A relay of the built package in another process, which reports its memory to its parent.
import { createServer } from 'node:http';
import { Readable, pipeline } from 'node:stream';
import { VeniceClient } from 'venice-rx';
import { pipeToNodeResponse, toWebResponse } from 'venice-rx/relay';

const { relayFunction, baseURL, hasGate } = JSON.parse(process.argv[2]);
const client = new VeniceClient({ baseURL, circuitBreaker: false });
const request = { model: 'default', messages: [{ role: 'user', content: 'Hi' }], stream: true };
const source = (gate) => client.chat.completions.create(request, hasGate ? { gate } : {});
const options = hasGate ? {} : { maxBuffered: Number.POSITIVE_INFINITY };

const server = createServer(async (incoming, response) => {
  incoming.resume();
  if (relayFunction === 'pipeToNodeResponse') {
    pipeToNodeResponse(response, source, options);
    return;
  }
  const answer = await toWebResponse(source, options);
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  pipeline(Readable.fromWeb(answer.body), response, () => undefined);
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

process.on('message', () => {
  globalThis.gc();
  // Not the resident memory of the process, which includes free memory of earlier answers.
  const { external, heapUsed } = process.memoryUsage();
  process.send({ memory: external + heapUsed });
});
