import type { OpenBrowserRoute } from '../browser-route.js';

/** Keys in a page. */
export function describeKeys(open: OpenBrowserRoute): void {
  it('throws a TypeError for a key in a page', async () => {
    await using route = await open();
    const refusal = await route.page.evaluate((baseURL) => {
      try {
        new window.contract.VeniceClient({ baseURL, apiKey: 'a-key-of-a-page' });
        return 'no refusal';
      } catch (error) {
        return error instanceof TypeError ? error.message : String(error);
      }
    }, route.baseURL);

    expect(refusal).toMatch(/^`apiKey` .*dangerouslyAllowBrowser/);
  });

  it('sends a key from a page with `dangerouslyAllowBrowser`', async () => {
    await using route = await open();
    const end = await route.page.evaluate(async (baseURL) => {
      const { VeniceClient, Recording } = window.contract;
      const client = new VeniceClient({ baseURL, apiKey: 'a-key-of-a-page', dangerouslyAllowBrowser: true });
      const recording = new Recording(
        client.chat.completions.create({
          model: 'default',
          messages: [{ role: 'user', content: 'Hello' }],
          stream: true,
        }),
      );
      await recording.ended();
      return recording.end;
    }, route.baseURL);

    expect(end).toBe('complete');
    expect(route.server.requests[0]?.headers['authorization']).toBe('Bearer a-key-of-a-page');
  });
}
