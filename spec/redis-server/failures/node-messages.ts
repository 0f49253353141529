/** Settings of a node: a process with durable runs. */
export interface NodeSetup {
  /** A name of `clients`. */
  readonly library: string;
  readonly redis: string;
  readonly baseURL: string;
  /** Options of `durableRuns`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Milliseconds by which its clock is ahead. */
  readonly clock: number;
  /** Whether it continues lost tool runs. */
  readonly continuesTools?: boolean;
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
  /** Adds watchers that leave after their first frame. */
  | { readonly type: 'join'; readonly id: string; readonly count: number }
  | {
      readonly type: 'start';
      readonly watcher: string;
      readonly id: string;
      /** Default: `chat`. */
      readonly source?: 'tools';
    }
  | { readonly type: 'stop'; readonly id: string };

/** A report of a node. */
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
  /** Milliseconds until each watcher had its first frame. */
  | { readonly type: 'joined'; readonly delays: readonly number[] }
  | { readonly type: 'ready' }
  | { readonly type: 'stopped'; readonly status: string };
