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
  /** Privacy of the models that the key may use, such as `private`. Requests for other models get a 403, and lists omit them. Default: any. */
  readonly modelPrivacy?: string;
  /** The available models. Default: `defaultCatalogue`, a handful of Venice's. */
  readonly catalogue?: Catalogue;
  /**
   * Fault to inject into every answer, or a function that returns the fault for a request. A fault is an object or a string such as
   * `reset; after=3`. The header `x-fault` of a request takes precedence. Default: none.
   */
  readonly fault?: Fault | string | ((request: ReceivedRequest) => Fault | string | undefined);
  /**
   * Host names, without a port, accepted in addition to those of this machine (`localhost`, 127.0.0.1, ::1), e.g. for a
   * container. A request with any other `Host` gets a 421, so that no page reaches the server by DNS rebinding. Default: none.
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Origins of pages accepted in addition to those of this machine and of `allowedHosts`, such as `https://app.example`, or
   * `'*'` for all. Requests of pages from any other origin get a 403. Default: none.
   */
  readonly allowedOrigins?: readonly string[];
  /** Called with errors of the script and of `fault`: a function has thrown, or a fault is invalid. The client gets a 500 in any case. Default: none. */
  readonly onScriptError?: (error: unknown, request: ReceivedRequest) => void;
}

const anArrayOfStrings: OptionRule = [
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
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
  allowedHosts: anArrayOfStrings,
  allowedOrigins: anArrayOfStrings,
  onScriptError: aFunction,
};
