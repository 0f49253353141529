import type { ErrorReply } from 'venice-rx/mock-server';
import type { OpenBrowserRoute } from '../browser-route.js';

interface Failure {
  readonly what: string;
  readonly reply: ErrorReply;
  readonly classes: readonly string[];
  readonly properties: object;
}

const eventStream = { 'content-type': 'text/event-stream' };
const failures: readonly Failure[] = [
  {
    what: 'a 429',
    reply: { status: 429, body: { error: 'Too many requests' }, headers: { 'retry-after': '7' } },
    classes: ['APIError', 'RateLimitError', 'VeniceError'],
    properties: { status: 429, inBand: false, retryAfter: 7_000 },
  },
  {
    what: 'an error inside the stream',
    reply: {
      status: 200,
      body: 'data: {"error":{"message":"Overloaded","code":503}}\n\n',
      headers: eventStream,
    },
    classes: ['APIError', 'InternalServerError', 'ServiceUnavailableError', 'VeniceError'],
    properties: { inBand: true, code: '503' },
  },
  {
    what: 'a redirect, whose status Chromium hides,',
    reply: { status: 307, body: 'Elsewhere', headers: { location: '/elsewhere' } },
    classes: ['APIError', 'VeniceError'],
    properties: { status: 0, inBand: false },
  },
];

/** Failures end a run with a typed error. */
export function describeFailing(open: OpenBrowserRoute): void {
  it.each(failures)(
    'fails with a typed error after $what and sends no other request',
    async ({ reply, classes, properties }) => {
      await using route = await open({ reply });
      const { error } = await (await route.run()).ended();

      expect(error!.classes).toEqual(classes);
      expect(error!.properties).toMatchObject(properties);
      expect(route.server.requests.map(({ path }) => path)).toEqual(['/api/v1/chat/completions']);
    },
  );

  it('fails with an APIConnectionError if the connection is refused', async () => {
    await using route = await open();
    await route.proxy.close();
    const { error } = await (await route.run()).ended();

    expect(error?.classes).toContain('APIConnectionError');
    expect(error?.cause).toMatch(/^TypeError/);
  });
}
