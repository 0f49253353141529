// Jest's jsdom with TextDecoder and TextEncoder, which it lacks, and with Node's Uint8Array, whose instances these accept and return.
const { TestEnvironment } = require('jest-environment-jsdom');

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { TextDecoder, TextEncoder, Uint8Array });
  }
};
