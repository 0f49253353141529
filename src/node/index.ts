export { type ApprovalSignerOptions, approvalSigner } from './approval-signer.js';
export type { ApprovalSigner } from '../history/approval-signer.js';
export type { AsyncContext } from '../async-context/async-context.js';
export { bindContext } from '../async-context/bind-context.js';
export { captureContext } from '../async-context/capture-context.js';
export { type UndiciDispatcher, type UndiciTransportOptions, undiciTransport } from './undici-transport.js';
