// Start one.
export { startLocalServer } from './start-local-server.js';
export type { LocalServer } from './local-server.js';
export type { LocalServerOptions } from './local-server-options.js';
export type { ReceivedRequest } from './received-request.js';

// Tell it what to answer.
export type {
  ErrorReply,
  ReplyTiming,
  Script,
  ScriptReply,
  ScriptRule,
  StreamTail,
  TextReply,
} from '../engine/script.js';
export { defaultScript } from '../engine/default-script.js';
export { story } from '../engine/story.js';
