/// <reference lib="esnext.disposable" preserve="true" />
import { Subject } from 'rxjs';
import { defaultTransport } from '#default-transport';
import { ClientClosedError } from '../errors/client-closed-error.js';
import type { HttpTransport } from '../http/http-transport.js';
import { ChatCompletions } from './chat-completions.js';
import type { VeniceClientOptions } from './client-options.js';
import { Sender } from './sender.js';
import { resolveSettings } from './settings.js';

/**
 * A client of Venice.ai, or of any server that speaks the same wire format.
 *
 * The key is read from `VENICE_API_KEY`, and is in nothing that the client returns, throws or shows to `util.inspect`.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(contentDeltas())
 *   .subscribe({
 *     next: (delta) => process.stdout.write(delta),
 *     complete: () => void client.close(),
 *   });
 * ```
 */
export class VeniceClient {
  /** Chats. */
  readonly chat: { readonly completions: ChatCompletions };
  readonly #closing = new Subject<never>();
  readonly #closeTransport: () => Promise<void>;
  #isClosed = false;

  /** Throws a `TypeError` that names the option when one is wrong. Opens no connection. */
  constructor(options: VeniceClientOptions = {}) {
    const settings = resolveSettings(options);
    const { transport, close } = options.transport ? borrowed(options.transport) : owned();
    this.#closeTransport = close;
    this.chat = {
      completions: new ChatCompletions(new Sender(settings, transport), settings.timeouts, this.#closing),
    };
  }

  /**
   * Ends every run with a `ClientClosedError`, and closes the connections. Later runs fail with the same error. Resolves
   * when the connections are closed.
   */
  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#closing.error(new ClientClosedError({ message: 'the client has been closed' }));
    }
    await this.#closeTransport();
  }

  /** Closes the client at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A transport, and how the client closes it. */
interface TransportInUse {
  readonly transport: HttpTransport;
  readonly close: () => Promise<void>;
}

function owned(): TransportInUse {
  const transport = defaultTransport();
  return { transport, close: transport.close };
}

function borrowed(transport: HttpTransport): TransportInUse {
  return { transport, close: () => Promise.resolve() };
}
