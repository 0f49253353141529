import type { Observable } from 'rxjs';
import { type ChatCompletionChunk, VeniceClient, type VeniceClientOptions } from 'venice-rx';

/** Creates a client without a circuit breaker, unless the options contain one, so that a spec tests one limit at a time. */
export function createClient(
  transport: VeniceClientOptions['transport'],
  options: VeniceClientOptions,
): VeniceClient {
  return new VeniceClient({
    baseURL: 'http://test',
    circuitBreaker: false,
    ...(transport && { transport }),
    ...options,
  });
}

/** Returns a chat with a model. */
export function ask(client: VeniceClient, model = 'm', content = 'Hi'): Observable<ChatCompletionChunk> {
  return client.chat.completions.create({ model, messages: [{ role: 'user', content }], stream: true });
}
