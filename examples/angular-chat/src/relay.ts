import type { RequestHandler } from 'express';
import { defer, firstValueFrom, map, shareReplay } from 'rxjs';
import { VeniceClient, fetchTransport } from 'venice-rx';
import { type RelayGuard, defaultRelayFields, pipeToNodeResponse, relayGuard } from 'venice-rx/relay';

/** Maximum number of chats per minute and client. */
const requests = Number(process.env['CHATS_PER_MINUTE'] ?? 30);

/**
 * Forwards the chats of pages to Venice. Key and server come from VENICE_API_KEY and VENICE_BASE_URL. `origins` returns the origins of
 * this server's pages, which contain its port, and so are known only when the server listens.
 */
export function relay(origins: () => readonly string[]): RequestHandler {
  // The bundle of this server does not contain undici, so the client uses Node's fetch.
  const client = new VeniceClient({ transport: fetchTransport() });
  // The list of models is requested once; if the request fails, it is repeated for the next chat.
  const guard$ = defer(() => client.models.list()).pipe(
    map((models) => createGuard(origins(), ['default', ...models.map(({ id }) => id)])),
    shareReplay(1),
  );
  return async (request, response) => {
    const guard = await firstValueFrom(guard$);
    const result = await guard(request);
    if (result.type === 'response') result.sendTo(response);
    else {
      const { request: chat, options } = result;
      pipeToNodeResponse(response, (gate) => client.chat.completions.create(chat, { gate }), options);
    }
  };
}

function createGuard(origins: readonly string[], models: readonly string[]): RelayGuard {
  // The tools run in the page, so its requests contain them.
  const fields = [...defaultRelayFields, 'tools', 'tool_choice'];
  return relayGuard({ origins, models, fields, rate: { requests } });
}
