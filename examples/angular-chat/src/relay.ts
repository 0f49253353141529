import type { RequestHandler } from 'express';
import { defer, firstValueFrom, map, shareReplay } from 'rxjs';
import { VeniceClient, fetchTransport } from 'venice-rx';
import { type RelayGuard, defaultRelayFields, pipeToNodeResponse, relayGuard } from 'venice-rx/relay';

/** Chats per minute of one client. */
const requests = Number(process.env['CHATS_PER_MINUTE'] ?? 30);

/**
 * Forwards the chats of pages to Venice, with VENICE_API_KEY and VENICE_BASE_URL of the environment. `origins` returns the origins of
 * this server's pages, which are known only when the server listens.
 */
export function relay(origins: () => readonly string[]): RequestHandler {
  // The bundle of this server does not contain undici, so the client uses Node's fetch.
  const client = new VeniceClient({ transport: fetchTransport() });
  // The list of models is requested once, and again with the next chat if that fails.
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
