// Adds TextDecoder and TextEncoder to Jest's jsdom, which does not have them. They accept and return instances of Node's Uint8Array, so
// the global Uint8Array must be the same class.
const { TestEnvironment } = require('jest-environment-jsdom');

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { TextDecoder, TextEncoder, Uint8Array });
  }
};
