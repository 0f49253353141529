import type { Fault } from '../engine/faults/fault.js';
import type { LimitOptions } from '../engine/limits/meters.js';
import type { Catalogue } from '../engine/models/catalogue.js';
import type { Script } from '../engine/script.js';
import type { ReceivedRequest } from './received-request.js';

/** How a local server behaves. */
export interface LocalServerOptions extends LimitOptions {
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
  /** Is called with what a function of the script or of `fault` throws; the client gets a 500 anyway. Default: nothing. */
  readonly onScriptError?: (error: unknown, request: ReceivedRequest) => void;
}
