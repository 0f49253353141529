/** Settings of a node: a process with durable runs. */
export interface NodeSetup {
  /** A name of `clients`. */
  readonly library: string;
  readonly redis: string;
  readonly baseURL: string;
  /** Options of `durableRuns`. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Adds a watcher to a node. With `prompt`, the watcher starts the run, or joins it if it has started. */
export interface WatchCommand {
  readonly watcher: string;
  readonly run: string;
  readonly prompt?: string;
  readonly after?: string;
}

/** Everything that a watcher has received since the last report of its node. */
export interface WatcherReport {
  readonly watcher: string;
  /** Id of the last frame; absent if there is none. */
  readonly offset?: string;
  readonly text: string;
  /** How it has ended: `completed`, or the name of its error. */
  readonly end?: string | undefined;
}

/** A node reports that it is ready, and then its watchers together, since thousands of separate messages would be slow. */
export type NodeReport = 'ready' | readonly WatcherReport[];
