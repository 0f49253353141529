import { lastValueFrom } from 'rxjs';
import { undiciTransport } from 'venice-rx/node';
import { inspectEverything } from '../client/inspect-everything.js';
import { isLoopback } from '../../src/node/is-loopback.js';

const variables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

describe('an invalid proxy in the environment', () => {
  const before = variables.map((name) => [name, process.env[name]] as const);
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  it.each(['http://user:hunter2pw@bad host:1', 'proxy.corp:3128', 'socks5://127.0.0.1:1'])(
    'fails remote requests with an error that names the variable: %s',
    async (proxy) => {
      process.env['HTTPS_PROXY'] = proxy;
      const transport = undiciTransport();
      const error: unknown = await lastValueFrom(
        transport({ method: 'GET', url: 'https://venice.invalid/', headers: {} }),
      ).catch((caught: unknown) => caught);
      await transport.close();

      expect(error).toMatchObject({ name: 'APIConnectionError', code: 'ERR_PROXY', isRetryable: false });
      expect(inspectEverything(error)).toContain('HTTPS_PROXY');
      expect(inspectEverything(error)).not.toContain('hunter2pw');
    },
  );

  it('does not affect requests to this machine', async () => {
    process.env['HTTPS_PROXY'] = 'proxy.corp:3128';
    const transport = undiciTransport();
    const run = lastValueFrom(transport({ method: 'GET', url: 'http://127.0.0.1:9/', headers: {} }));

    await expect(run).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await transport.close();
  });
});

describe('undiciTransport', () => {
  it('fails requests after close()', async () => {
    const transport = undiciTransport();
    await transport.close();
    const run = lastValueFrom(transport({ method: 'GET', url: 'http://127.0.0.1:9/', headers: {} }));

    await expect(run).rejects.toMatchObject({ name: 'APIConnectionError', isRetryable: false });
  });
});

describe('isLoopback', () => {
  it.each(['localhost', 'localhost.', 'a.localhost', '127.0.0.1', '127.1.2.3', '[::1]', '[::ffff:7f00:1]'])(
    'is true of %s',
    (name) => {
      expect(isLoopback(name)).toBe(true);
    },
  );

  it.each(['localhost.example', '128.0.0.1', '127.example', 'notlocalhost', '[::2]', '[::ffff:8000:1]'])(
    'is false of %s',
    (name) => {
      expect(isLoopback(name)).toBe(false);
    },
  );
});
