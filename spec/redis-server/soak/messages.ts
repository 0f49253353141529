/** How to set up a node. */
export interface NodeSetup {
  /** A name of `clients`. */
  readonly library: string;
  readonly redis: string;
  readonly baseURL: string;
  /** Options of `durableRuns`. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A watcher that a node gets; with `prompt` it starts the run, or joins it. */
export interface WatchCommand {
  readonly watcher: string;
  readonly run: string;
  readonly prompt?: string;
  readonly after?: string;
}

/** What a watcher has received since the last report of its node. */
export interface WatcherReport {
  readonly watcher: string;
  /** Id of the last frame; absent if there is none. */
  readonly offset?: string;
  readonly text: string;
  /** How it has ended: `completed`, or the name of its error. */
  readonly end?: string | undefined;
}

/** Reports of a node: that it is ready, then those of its watchers, together so that thousands of them cost little. */
export type NodeReport = 'ready' | readonly WatcherReport[];
