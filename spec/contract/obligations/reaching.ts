import { CountingProxy } from '../counting-proxy.js';
import { proxyEnvironment, recordIn } from '../proxy-environment.js';
import { type OpenRoute, levels } from '../route.js';

const names = ['127.0.0.1', 'localhost'];
const cases = names.flatMap((host) => levels.map((level) => ({ host, ...level })));

/** Which way a request takes when the environment names a proxy. */
export function describeReaching(open: OpenRoute): void {
  it.each(cases)(
    'reaches $host past the proxy of the environment, from the $level',
    async ({ host, run }) => {
      await using proxy = await CountingProxy.start();
      await using route = await open({ host });
      const recording = recordIn(proxyEnvironment(proxy), run(route));
      await recording.ended();

      expect(recording.end).toBe('complete');
      expect(route.proxy.requests).toBe(1);
      expect(proxy.opened).toBe(0);
    },
  );
}
