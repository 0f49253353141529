import type { RequestHandler } from 'express';
import { defer, firstValueFrom, map, shareReplay } from 'rxjs';
import { VeniceClient, fetchTransport } from 'venice-rx';
import { type RelayGuard, defaultRelayFields, pipeToNodeResponse, relayGuard } from 'venice-rx/relay';

/** Chats per minute that one client may send. */
const requests = Number(process.env['CHATS_PER_MINUTE'] ?? 30);

/**
 * Passes the chats of pages on to Venice. The key stays here: VENICE_API_KEY and VENICE_BASE_URL are read from the
 * environment. `origins` are those of our own pages, known once the server listens.
 */
export function relay(origins: () => readonly string[]): RequestHandler {
  // What is bundled leaves undici behind, so Node's own fetch asks.
  const client = new VeniceClient({ transport: fetchTransport() });
  // Asked for once; where that fails, again with the next request.
  const guard$ = defer(() => client.models.list()).pipe(
    map((models) => guardFor(origins(), ['default', ...models.map(({ id }) => id)])),
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

function guardFor(origins: readonly string[], models: readonly string[]): RelayGuard {
  // The tools run in the page, and the page names them.
  const fields = [...defaultRelayFields, 'tools', 'tool_choice'];
  return relayGuard({ origins, models, fields, rate: { requests } });
}
