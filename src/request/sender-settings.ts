import type { ObservableInput } from 'rxjs';
import type { Timeouts } from './timeouts.js';

/** Options of a client, checked, with environment and defaults in place. */
export interface Settings {
  readonly apiKey: string | false | (() => ObservableInput<string> | string);
  /** Without a slash at its end. */
  readonly baseURL: string;
  /** Whether requests without a key would fail. */
  readonly needsKey: boolean;
  readonly timeouts: Required<Timeouts>;
  readonly headers: Readonly<Record<string, string>>;
}
