import { type ClosableHttpTransport, VeniceClient, rateLimiter, retryOnApiError } from 'venice-rx';
import { transports } from '../../contract/transports.js';
import type { Control } from './controls.js';

/** Clients with both transports, some with a queue, some with retries. */
export class Clients {
  readonly #transports: ClosableHttpTransport[] = [];
  readonly #clients: VeniceClient[];

  constructor(count: number, baseURL: string, control: Control | undefined) {
    this.#clients = Array.from({ length: count }, (_, index) => {
      const transport = transports[index % transports.length]!.create();
      this.#transports.push(transport);
      return new VeniceClient({
        baseURL,
        transport: control ? control(transport) : transport,
        // The soak causes many failures, which would open the circuit.
        circuitBreaker: false,
        ...(isLimited(index) && { limits: rateLimiter({ concurrency: 1, learnsFromHeaders: false }) }),
        ...(index % 10 === 2 && { retry: retryOnApiError({ maxRetries: 1, maxWait: 1_000 }) }),
      });
    });
  }

  /** Whether the client of a run has a limiter. */
  isLimited(run: number): boolean {
    return isLimited(run % this.#clients.length);
  }

  /** The client of a run. */
  get(run: number): VeniceClient {
    return this.#clients[run % this.#clients.length]!;
  }

  /** Closes all of them, and their connections. */
  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await Promise.all(this.#transports.map((transport) => transport.close()));
  }
}

function isLimited(index: number): boolean {
  return index % 5 === 1;
}
