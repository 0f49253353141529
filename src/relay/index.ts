// Relay a chat to a browser.
export { pipeToNodeResponse } from './pipe-to-node-response.js';
export { toWebResponse, type WebRelayOptions } from './to-web-response.js';
export type { RelayOptions } from './relay-options.js';
export type { RelaySource } from './relay-source.js';

// Run tools for a page.
export { type SingleAnswerConfig, toSingleAnswer } from './to-single-answer.js';

// Report an error to a client.
export { toSafeError } from './to-safe-error.js';
export { toErrorResponse } from './to-error-response.js';
export type { SafeError } from './safe-error.js';

// Refuse unwanted requests.
export { relayGuard, type GuardedChat, type ReadRequest, type RelayGuard } from './guard/relay-guard.js';
export { defaultRelayFields, type RelayGuardOptions, type RelayRate } from './guard/relay-guard-options.js';
export { GuardResponse } from './guard/guard-response.js';
export type { IncomingRequest } from './guard/incoming-request.js';

// Types that Node's own requests and responses match.
export type { Http2Stream, NodeRequest, NodeResponse } from './node-messages.js';
export type { WireAnswer } from './wire-answer.js';
