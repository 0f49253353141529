import type { Options } from './option-spec.js';

/** What a command says of itself. */
export interface CommandSpec<O extends Options> {
  /** How it is called, such as `venice-rx models [options]`. */
  readonly usage: string;
  readonly options: O;
  /** What its options do not say. */
  readonly notes: string;
}
