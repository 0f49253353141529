import { APIConnectionError, APIError } from 'venice-rx';
import { startMockServer } from 'venice-rx/mock-server';
import { Recording } from '../recording.js';
import { type OpenRoute, levels } from '../route.js';

/** Failures before the head of a successful response. */
export function describeFailing(open: OpenRoute): void {
  it.each(levels)('fails with the code of a refused connection in a run of the $level', async ({ run }) => {
    await using route = await open();
    await route.proxy.close();
    const recording = new Recording(run(route));
    await recording.ended();

    expect(recording.error).toBeInstanceOf(APIConnectionError);
    expect(recording.error).toMatchObject({ code: 'ECONNREFUSED', isRetryable: true });
  });

  it('does not follow a redirect: the transport emits it as a head, and the client fails with an APIError', async () => {
    const headers = { location: '/elsewhere' };
    await using server = await startMockServer({
      script: [{ reply: { status: 307, body: 'Elsewhere', headers } }],
    });
    await using route = await open({ server: server.port, path: '/api/v1' });
    const [transport, client] = levels.map(({ run }) => new Recording(run(route)));
    await Promise.all([transport?.ended(), client?.ended()]);

    expect(transport?.values[0]).toMatchObject({ type: 'head', status: 307, headers });
    expect(client?.error).toBeInstanceOf(APIError);
    expect(client?.error).toMatchObject({ status: 307 });
    expect((client?.error as APIError).header('location')).toBe(headers.location);
    expect(server.requests.map((request) => request.path)).toEqual(Array(2).fill('/api/v1/chat/completions'));
  });
}
