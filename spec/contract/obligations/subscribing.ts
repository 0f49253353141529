import { lastValueFrom } from 'rxjs';
import { type OpenRoute, levels } from '../route.js';

/** Every subscription sends its own request. */
export function describeSubscribing(open: OpenRoute): void {
  it.each(levels)(
    'sends nothing before the $level is subscribed to, and one request per subscription',
    async ({ run }) => {
      await using route = await open();
      const source = run(route);
      await lastValueFrom(run(route));
      expect(route.proxy.requests).toBe(1);

      await Promise.all([lastValueFrom(source), lastValueFrom(source)]);

      expect(route.proxy.requests).toBe(3);
    },
  );

  it.each(levels)(
    'sends ten requests of the $level in sequence over at most two connections',
    async ({ run }) => {
      await using route = await open();
      for (let i = 0; i < 10; i++) await lastValueFrom(run(route));

      expect(route.proxy.requests).toBe(10);
      expect(route.proxy.opened).toBeLessThanOrEqual(2);
    },
  );
}
