import type { Fault } from './engine/faults/fault.js';
import type { OptionRules } from '../options/check-options.js';
import { type OptionRule, aFunction, anything } from '../options/option-rules.js';
import { type LimitOptions, limitOptionRules } from './engine/limits/meters.js';
import type { Catalogue } from './engine/models/catalogue.js';
import type { Script } from './engine/script.js';
import type { ReceivedRequest } from './received-request.js';

/** Options of a mock server. */
export interface MockServerOptions extends LimitOptions {
  /** TCP port on 127.0.0.1. Default: 0, any free port. */
  readonly port?: number;
  /** Script that answers the requests. Default: `defaultScript`, which tells a story. */
  readonly script?: Script;
  /** API key that requests must have. Default: not required, and any key is accepted. */
  readonly apiKey?: string;
  /** Privacy of the models available to the key, such as `private`. Others get a 403 and are not listed. Default: any. */
  readonly modelPrivacy?: string;
  /** The available models. Default: `defaultCatalogue`, a handful of Venice's. */
  readonly catalogue?: Catalogue;
  /**
   * Fault to inject, for all requests or per request, as an object or a string such as `reset; after=3`. A request's header
   * `x-fault` takes precedence. Default: none.
   */
  readonly fault?: Fault | string | ((request: ReceivedRequest) => Fault | string | undefined);
  /**
   * Host names, without a port, accepted in addition to those of this machine (`localhost`, 127.0.0.1, ::1), e.g. for a
   * container. Any other `Host` gets a 421, so that no page reaches the server by DNS rebinding. Default: none.
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Origins of pages accepted in addition to those of this machine and of `allowedHosts`, such as `https://app.example`, or
   * `'*'` for all. Pages from any other origin get a 403. Default: none.
   */
  readonly allowedOrigins?: readonly string[];
  /** Called with errors thrown by a function of the script or by `fault`; the client gets a 500 in any case. Default: none. */
  readonly onScriptError?: (error: unknown, request: ReceivedRequest) => void;
}

const strings: OptionRule = [
  (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  'an array of strings',
];

/** Rules for the options of a mock server. */
export const mockServerOptionRules: OptionRules<MockServerOptions> = {
  ...limitOptionRules,
  port: anything,
  script: anything,
  apiKey: anything,
  modelPrivacy: anything,
  catalogue: anything,
  fault: anything,
  allowedHosts: strings,
  allowedOrigins: strings,
  onScriptError: aFunction,
};
