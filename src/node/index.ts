export { type UndiciTransportOptions, undiciTransport } from './undici-transport.js';
