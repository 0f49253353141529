import { environmentProxies } from '../../src/node/failed-proxy.js';
import { withEnvironment } from '../support/with-environment.js';

const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:8080'), {
  code: 'ECONNREFUSED',
  port: 8080,
});

/** The proxy that is named for a server which refuses a connection, at the port that the proxy has too. */
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
    'is named if it may have refused, with NO_PROXY=%s',
    (excluded) => {
      expect(nameProxy('a.example:8080', excluded)).toBe('http://proxy.example:8080');
    },
  );

  it.each(['*', 'a.example', 'b.example, A.example', 'a.example:8080', '.example', '*.example', 'example'])(
    'is not named for a server that is reached without it, with NO_PROXY=%s',
    (excluded) => {
      expect(nameProxy('a.example:8080', excluded)).toBeUndefined();
    },
  );
});
