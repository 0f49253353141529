import { environmentProxies } from '../../src/node/failed-proxy.js';
import { withEnvironment } from '../support/with-environment.js';

const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:8080'), {
  code: 'ECONNREFUSED',
  port: 8080,
});

/** Returns the proxy that is blamed for a refused connection to `server`; the refused port is that of the proxy. */
function nameProxy(server: string, excluded?: string): string | undefined {
  let proxy: string | undefined;
  const variables = { http_proxy: 'http://proxy.example:8080', https_proxy: undefined, no_proxy: excluded };
  withEnvironment(
    { ...variables, HTTP_PROXY: undefined, HTTPS_PROXY: undefined, NO_PROXY: undefined },
    () => {
      proxy = environmentProxies()(`http://${server}/chat/completions`, refused);
    },
  );
  return proxy;
}

describe('the proxy of the environment', () => {
  it.each([undefined, '', 'other.example', 'a.example:80', 'example.a.example', 'xa.example'])(
    'is blamed if the request used it, with NO_PROXY=%s',
    (excluded) => {
      expect(nameProxy('a.example:8080', excluded)).toBe('http://proxy.example:8080');
    },
  );

  it.each(['*', 'a.example', 'b.example, A.example', 'a.example:8080', '.example', '*.example', 'example'])(
    'is not blamed for a server that is excluded, with NO_PROXY=%s',
    (excluded) => {
      expect(nameProxy('a.example:8080', excluded)).toBeUndefined();
    },
  );
});
