import { environment, keyRemedy } from '../../src/request/environment.browser.js';
import { environment as inNode } from '../../src/request/environment.js';

describe('the environment of a browser', () => {
  it('has no variables, even if a bundler provides those of Node', () => {
    process.env['VENICE_RX_SPEC'] = ' value ';
    try {
      expect(inNode('VENICE_RX_SPEC')).toBe('value');
      expect(environment()).toBeUndefined();
    } finally {
      delete process.env['VENICE_RX_SPEC'];
    }
  });

  it('suggests a relay if there is no key', () => {
    expect(keyRemedy()).toBe('set `baseURL` to the URL of your relay, which adds the key');
  });
});
