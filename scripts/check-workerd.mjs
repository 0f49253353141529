// Runs the package in workerd, the runtime of Cloudflare's workers, as wrangler bundles it.
import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The program for each compatibility flag of workerd, and for none. Only with one of the flags, `node:async_hooks` exists. */
const flags = {
  nodejs_compat: 'worker-of-users',
  nodejs_als: 'worker-of-users',
  '': 'worker-without-stores',
};
/** The expected answer of each program. */
const answers = {
  'worker-of-users': ['alice', 'bob', 'alice', 'bob'].map((user) => ({
    text: `Bearer key-of-${user}`,
    contexts: [user],
  })),
  'worker-without-stores': 'Bearer key-of-alice',
};

/** Runs the programs in a folder in which the package, the programs and workerd are installed. Resolves to the number of checks. */
export async function checkWorkerd(folder) {
  const server = createServer(sendKey).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseURL = `http://127.0.0.1:${server.address().port}/api/v1`;
  for (const program of Object.keys(answers)) await bundle(folder, program);
  const config = join(folder, 'workerd.capnp');
  await writeFile(config, createConfig(baseURL));
  const { default: binary } = createRequire(config)('workerd');
  const runtime = spawn(binary, ['serve', '--control-fd=3', config], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    timeout: 60_000,
  });
  try {
    const ports = await getPorts(runtime);
    for (const [flag, program] of Object.entries(flags)) {
      const response = await fetch(`http://127.0.0.1:${ports.get(flag)}/`);
      const answer = response.ok ? await response.json() : await response.text();
      assert.deepEqual(answer, answers[program], `${program}, compatibility flag "${flag}"`);
    }
  } finally {
    runtime.kill();
    server.close();
  }
  return Object.keys(flags).length;
}

/** Sends a chat whose text is the `Authorization` header of the request. */
function sendKey({ headers }, response) {
  const chunk = { id: '1', object: 'chat.completion.chunk', created: 1, model: 'default' };
  const choices = [{ index: 0, delta: { content: headers.authorization }, finish_reason: 'stop' }];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(`data: ${JSON.stringify({ ...chunk, choices })}\n\ndata: [DONE]\n\n`);
}

function bundle(folder, program) {
  return build({
    entryPoints: [join(folder, `${program}.mjs`)],
    outfile: join(folder, `${program}.bundle.js`),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:async_hooks'],
    logLevel: 'warning',
    tsconfigRaw: {},
  });
}

/** Creates the configuration of workerd: for each flag a worker and a socket, with the flag as their name. */
function createConfig(baseURL) {
  const services = Object.entries(flags).map(
    ([flag, program]) => `(name = "${flag}", worker = (
      modules = [(name = "worker", esModule = embed "${program}.bundle.js")],
      compatibilityDate = "2025-01-01",
      compatibilityFlags = [${flag && `"${flag}"`}],
      bindings = [(name = "baseURL", text = "${baseURL}")],
      globalOutbound = "loopback",
    ))`,
  );
  const sockets = Object.keys(flags).map(
    (flag) => `(name = "${flag}", address = "127.0.0.1:0", http = (), service = "${flag}")`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${services.join(', ')}, (name = "loopback", network = (allow = ["private"]))],
  sockets = [${sockets.join(', ')}],
);
`;
}

/** Resolves to the port of each socket, once all of them are open. */
async function getPorts(runtime) {
  const ports = new Map();
  for await (const line of createInterface(runtime.stdio[3])) {
    const { event, socket, port } = JSON.parse(line);
    if (event === 'listen') ports.set(socket, port);
    if (ports.size === Object.keys(flags).length) return ports;
  }
  throw new Error('workerd ended before it listened');
}
