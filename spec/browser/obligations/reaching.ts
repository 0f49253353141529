import type { Page } from 'playwright-core';
import { startMockServer } from 'venice-rx/mock-server';
import { servePage } from '../page-server.js';

/** Relative base URLs. */
export function describeReaching(page: () => Page): void {
  it('reaches an API of its own origin by a relative baseURL', async () => {
    await using server = await startMockServer({ script: [{ reply: { text: 'Once upon a time' } }] });
    const pageServer = await servePage('contract', server.port);
    await page().goto(pageServer.url);
    const end = await page().evaluate(async () => {
      const recording = new window.contract.Recording(
        new window.contract.TestClient({ baseURL: '/api/v1' }).source('client'),
      );
      await recording.ended();
      return recording.end;
    });
    pageServer.close();

    expect(end).toBe('complete');
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/v1/chat/completions',
    ]);
  });
}
