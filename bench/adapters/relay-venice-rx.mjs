import { VeniceClient } from '../../dist/node/index.js';
import { pipeToNodeResponse } from '../../dist/node/relay.js';
import { oncePerUrl } from './once-per-url.mjs';

const clientAt = oncePerUrl((baseURL) => new VeniceClient({ baseURL, apiKey: 'bench' }));

export function relayWithVeniceRx(url, { model, messages }, response) {
  const request = { model, messages, stream: true };
  pipeToNodeResponse(response, (gate) => clientAt(url).chat.completions.create(request, { gate }), {
    onError: console.error,
  });
}
