// Serves the built examples/angular-chat: `npm run example:angular`. PORT sets another port than 4200.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const port = process.env.PORT ?? '4200';

// If the user has set neither a key nor a server, a mock server answers.
const isLocal = !process.env.VENICE_API_KEY?.trim() && !process.env.VENICE_BASE_URL?.trim();
const server = isLocal ? await startServer() : undefined;

const app = spawn(process.execPath, [resolve(root, 'examples/angular-chat/dist/server/server.mjs')], {
  stdio: 'inherit',
  env: { ...process.env, PORT: port, ...(server && { VENICE_BASE_URL: server.baseURL }) },
});
console.log(
  isLocal
    ? 'A mock server sends scripted answers. Set VENICE_API_KEY to use a model of Venice.'
    : 'Venice, or the server of VENICE_BASE_URL, answers.',
);

// A terminal sends Ctrl-C to the app as well; this process must not exit before the app.
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
