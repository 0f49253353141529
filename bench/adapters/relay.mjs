// A server that relays: one that forwards the bytes, written by hand, and ours. Both get a request listener of node:http.
import { request } from 'undici';
import { VeniceClient } from '../../dist/node/index.js';
import { pipeToNodeResponse } from '../../dist/node/relay.js';
import { ask } from '../rounds/ask.mjs';
import { oncePerUrl } from './once-per-url.mjs';

const clientAt = oncePerUrl((baseURL) => new VeniceClient({ baseURL, apiKey: 'bench' }));
const { model, messages, headers, body } = ask();

/** Our relay of the answer at this URL. */
export function relay(url) {
  return (_, response) => {
    pipeToNodeResponse(response, (gate) =>
      clientAt(url).chat.completions.create({ model, messages, stream: true }, { gate }),
    );
  };
}

/** Writes the bytes as they come, and looks at none: what a relay costs at least. */
export function pipeBytes(url) {
  return async (_, response) => {
    const answer = await request(`${url}/chat/completions`, { method: 'POST', headers, body });
    response.writeHead(answer.statusCode, { 'content-type': 'text/event-stream; charset=utf-8' });
    for await (const bytes of answer.body) {
      if (!response.write(bytes)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end();
  };
}
