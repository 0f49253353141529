import type { Observable } from 'rxjs';
import { type ChatCompletionChunk, VeniceClient, type VeniceClientOptions } from 'venice-rx';

/** A client that keeps no circuit breaker unless it is given one, so that one thing is looked at. */
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

/** A question to a model. */
export function ask(client: VeniceClient, model = 'm', content = 'Hi'): Observable<ChatCompletionChunk> {
  return client.chat.completions.create({ model, messages: [{ role: 'user', content }], stream: true });
}
