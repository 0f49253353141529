// Builds examples/angular-chat and serves it: `npm run example:angular`. PORT names another port than 4200.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const port = process.env.PORT ?? '4200';

// A key or an address of your own means that you want to talk to that server, not to the local one.
const isLocal = !process.env.VENICE_API_KEY?.trim() && !process.env.VENICE_BASE_URL?.trim();
const server = isLocal ? await startServer() : undefined;

const app = spawn(process.execPath, [resolve(root, 'examples/angular-chat/dist/server/server.mjs')], {
  stdio: 'inherit',
  env: { ...process.env, PORT: port, ...(server && { VENICE_BASE_URL: server.baseURL }) },
});
console.log(
  isLocal
    ? 'A mock server answers, by heart. With VENICE_API_KEY a model of Venice does.'
    : 'Venice, or the server that you have named, answers.',
);

// In a terminal Ctrl-C reaches the app without us; we only have to outlive it.
process.on('SIGINT', () => process.stdin.isTTY || app.kill('SIGINT'));
process.on('SIGTERM', () => app.kill('SIGTERM'));
app.on('exit', async (code, signal) => {
  await server?.close();
  process.exit(code ?? { SIGINT: 130, SIGTERM: 143 }[signal] ?? 1);
});

async function startServer() {
  const { startMockServer } = await import('../dist/esm/mock-server/index.js');
  const { script } = await import('../examples/angular-chat/local-script.ts');
  return startMockServer({ script });
}
