import { CountingProxy } from '../counting-proxy.js';
import { proxyEnvironment, recordWithEnvironment } from '../proxy-environment.js';
import { type OpenRoute, levels } from '../route.js';

const names = ['127.0.0.1', 'localhost'];
const cases = names.flatMap((host) => levels.map((level) => ({ host, ...level })));

/** Requests to this machine do not use the proxy of the environment. */
export function describeReaching(open: OpenRoute): void {
  it.each(cases)(
    'sends a request of the $level to $host directly, not through the proxy of the environment',
    async ({ host, run }) => {
      await using proxy = await CountingProxy.start();
      await using route = await open({ host });
      const recording = recordWithEnvironment(proxyEnvironment(proxy), run(route));
      await recording.ended();

      expect(recording.end).toBe('complete');
      expect(route.proxy.requests).toBe(1);
      expect(proxy.opened).toBe(0);
    },
  );
}
