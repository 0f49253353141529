import { createFindFailedProxy } from '../../src/node/failed-proxy.js';
import { withEnvironment } from '../support/with-environment.js';

const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:8080'), {
  code: 'ECONNREFUSED',
  port: 8080,
});

/** Returns the proxy that is blamed if the connection for a request to `server` is refused at port 8080, the port of the proxy. */
function findProxy(server: string, excluded?: string): string | undefined {
  let proxy: string | undefined;
  const variables = { http_proxy: 'http://proxy.example:8080', https_proxy: undefined, no_proxy: excluded };
  withEnvironment(
    { ...variables, HTTP_PROXY: undefined, HTTPS_PROXY: undefined, NO_PROXY: undefined },
    () => {
      proxy = createFindFailedProxy()(`http://${server}/chat/completions`, refused);
    },
  );
  return proxy;
}

describe('the proxy of the environment', () => {
  it.each([undefined, '', 'other.example', 'a.example:80', 'example.a.example', 'xa.example'])(
    'is blamed if the request used it, with NO_PROXY=%s',
    (excluded) => {
      expect(findProxy('a.example:8080', excluded)).toBe('http://proxy.example:8080');
    },
  );

  it.each(['*', 'a.example', 'b.example, A.example', 'a.example:8080', '.example', '*.example', 'example'])(
    'is not blamed if the server is excluded, with NO_PROXY=%s',
    (excluded) => {
      expect(findProxy('a.example:8080', excluded)).toBeUndefined();
    },
  );
});
