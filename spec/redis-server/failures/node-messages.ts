/** How to set up a node. */
export interface NodeSetup {
  /** A name of `clients`. */
  readonly library: string;
  readonly redis: string;
  readonly baseURL: string;
  /** Options of `durableRuns`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Milliseconds that its clock is ahead. */
  readonly clock: number;
}

/** A command to a node. */
export type NodeCommand =
  | { readonly type: 'close'; readonly drainTimeout: number }
  | {
      readonly type: 'follow';
      readonly watcher: string;
      readonly id: string;
      readonly after?: string;
      readonly waitForStart?: number;
    }
  | { readonly type: 'gate'; readonly isOpen: boolean }
  | { readonly type: 'start'; readonly watcher: string; readonly id: string }
  | { readonly type: 'stop'; readonly id: string };

/** What a node reports. */
export type NodeReport =
  | {
      readonly type: 'end';
      readonly watcher: string;
      /** Name of the error; absent after a completion. */
      readonly error?: string;
      /** Name of the error of the source, after a `RunFailedError`. */
      readonly failure?: string;
      readonly partial?: string;
    }
  | { readonly type: 'event'; readonly event: string }
  | { readonly type: 'frame'; readonly watcher: string; readonly id: string; readonly text: string }
  | { readonly type: 'ready' }
  | { readonly type: 'stopped'; readonly status: string };
