import type { Observable } from 'rxjs';
import type { Timeouts } from './timeouts.js';

/** Validated options of a client, with environment and defaults applied. */
export interface Settings {
  readonly apiKey: string | false | (() => Observable<string> | PromiseLike<string> | string);
  /** Without a trailing slash. */
  readonly baseURL: string;
  /** Whether the server, Venice itself, would reject requests without a key. */
  readonly needsKey: boolean;
  readonly timeouts: Required<Timeouts>;
  readonly headers: Readonly<Record<string, string>>;
}
