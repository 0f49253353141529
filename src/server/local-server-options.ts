import type { Script } from '../engine/script.js';

/** How a local server behaves. */
export interface LocalServerOptions {
  /** TCP port on 127.0.0.1. Default: 0, a free one. */
  readonly port?: number;
  /** What it answers. Default: `defaultScript`, which tells a story. */
  readonly script?: Script;
  /** The key that requests must bring. Default: none is needed, and any is accepted. */
  readonly apiKey?: string;
}
