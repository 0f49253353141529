export type { AsyncContext } from '../async-context/async-context.js';
export { bindContext } from '../async-context/bind-context.js';
export { captureContext } from '../async-context/capture-context.js';
export { type UndiciDispatcher, type UndiciTransportOptions, undiciTransport } from './undici-transport.js';
