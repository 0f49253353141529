import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';

/** Starts a redis-server without persistence on a free port of the loopback interface. */
export async function startRedis() {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'venice-rx-bench-'));
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const program = spawn('redis-server', [...fixed, '--save', '', '--appendonly', 'no'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  program.on('error', () => {
    console.error('redis-server is missing: apt-get install redis-server');
    process.exit(2);
  });
  let log = '';
  for await (const text of program.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    log += text;
    if (log.includes('Ready to accept connections')) break;
  }
  program.stdout.resume();
  const url = `redis://127.0.0.1:${port}`;
  const client = createClient({ url, RESP: 2 });
  await client.connect();
  const command = (...args) => client.sendCommand(args);
  const info = async (section) =>
    Object.fromEntries((await command('INFO', section)).split('\r\n').map((line) => line.split(':', 2)));
  return {
    url,
    command,
    info,
    /** CPU milliseconds of the server so far. */
    cpu: async () => {
      const { used_cpu_user: user, used_cpu_sys: system } = await info('cpu');
      return (Number(user) + Number(system)) * 1000;
    },
    stop: async () => {
      client.destroy();
      program.kill('SIGKILL');
      if (program.exitCode === null && program.signalCode === null) await once(program, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
