import type { Fault } from './faults/fault.js';
import type { Meters } from './limits/meters.js';
import type { Catalogue } from './models/catalogue.js';
import type { Script } from './script.js';

/** What an answer depends on besides the request. */
export interface AnswerContext {
  readonly script: Script;
  /** The key that is demanded; undefined demands none. */
  readonly apiKey: string | undefined;
  /** The models that may be asked. */
  readonly catalogue: Catalogue;
  /** The privacy of models that the key may use; undefined: of any. */
  readonly modelPrivacy?: string | undefined;
  /** What was used so far; an answer adds to it. */
  readonly meters: Meters;
  /** What goes wrong on the wire, where neither request nor reply say so. */
  readonly fault?: Fault | undefined;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
  /** Name of the exchange, at least 16 hexadecimal digits. */
  readonly id: string;
}
