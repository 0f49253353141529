import type { Options } from './option-spec.js';

/** Description of a command. */
export interface CommandSpec<O extends Options> {
  /** The line of its usage, such as `venice-rx models [options]`. */
  readonly usage: string;
  readonly options: O;
  /** Notes at the end of its help. */
  readonly notes: string;
}
