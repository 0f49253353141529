import type { Script } from './script.js';

/** What an answer depends on besides the request. */
export interface AnswerContext {
  readonly script: Script;
  /** The key that is demanded; undefined demands none. */
  readonly apiKey: string | undefined;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
  /** Name of the exchange, at least 16 hexadecimal digits. */
  readonly id: string;
}
