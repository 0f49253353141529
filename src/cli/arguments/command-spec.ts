import type { Options } from './option-spec.js';

/** Description of a command. */
export interface CommandSpec<O extends Options> {
  /** Usage line for the help, such as `venice-rx models [options]`. */
  readonly usage: string;
  readonly options: O;
  /** Notes at the end of the help. */
  readonly notes: string;
}
