import type { Fault } from './engine/faults/fault.js';
import type { LimitOptions } from './engine/limits/meters.js';
import type { Catalogue } from './engine/models/catalogue.js';
import type { Script } from './engine/script.js';
import type { ReceivedRequest } from './received-request.js';

/** How a mock server behaves. */
export interface MockServerOptions extends LimitOptions {
  /** TCP port on 127.0.0.1. Default: 0, a free one. */
  readonly port?: number;
  /** What it answers. Default: `defaultScript`, which tells a story. */
  readonly script?: Script;
  /** The key that requests must bring. Default: none is needed, and any is accepted. */
  readonly apiKey?: string;
  /** The privacy of models that the key may use, such as `private`. Others are a 403, and are not listed. Default: any. */
  readonly modelPrivacy?: string;
  /** The models that may be asked. Default: `defaultCatalogue`, a handful of Venice's. */
  readonly catalogue?: Catalogue;
  /** What goes wrong with answers: always the same, or by the request. A request's header `x-fault` wins. Default: nothing. */
  readonly fault?: Fault | ((request: ReceivedRequest) => Fault | undefined);
  /**
   * Names under which the server may be called besides those of this machine (`localhost`, 127.0.0.1, ::1), without a port; for
   * a container, for example. Any other `Host` is a 421, so that no page reaches the server by DNS rebinding. Default: none.
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Origins of pages that may call the server besides those of this machine and of `allowedHosts`, such as
   * `https://app.example`, or `'*'` for all. Pages of any other are a 403. Default: none.
   */
  readonly allowedOrigins?: readonly string[];
  /** Is called with what a function of the script or of `fault` throws; the client gets a 500 anyway. Default: nothing. */
  readonly onScriptError?: (error: unknown, request: ReceivedRequest) => void;
}
