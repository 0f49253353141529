import type { Fault } from './faults/fault.js';
import type { Meters } from './limits/meters.js';
import type { Catalogue } from './models/catalogue.js';
import type { Script } from './script.js';

/** All inputs of an answer except the request. */
export interface AnswerContext {
  readonly script: Script;
  /** The required API key; undefined if none is required. */
  readonly apiKey: string | undefined;
  /** The available models. */
  readonly catalogue: Catalogue;
  /** Privacy of the models available to the key; undefined for any. */
  readonly modelPrivacy?: string | undefined;
  /** Usage and failures so far, which the engine updates. */
  readonly meters: Meters;
  /** Fault to inject, unless the request has the header `x-fault`. It is applied after the fault of a reply. */
  readonly fault?: Fault | string | undefined;
  /** Current time, in Unix milliseconds. */
  readonly now: number;
  /** Id of the request, at least 16 hexadecimal digits. */
  readonly id: string;
}
