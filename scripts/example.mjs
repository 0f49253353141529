// Runs one program of examples/ against the built package: `npm run example -- NAME [arguments]`.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const [name, ...args] = process.argv.slice(2);
const names = readdirSync(resolve(root, 'examples'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));

if (!names.includes(name)) {
  console.error(
    `Usage: npm run example -- NAME\n\nNAME is one of:\n${names.map((file) => `  ${file}`).join('\n')}`,
  );
  process.exit(2);
}

// If the user has set neither a key nor a server, a mock server answers.
const isLocal = !process.env.VENICE_API_KEY?.trim() && !process.env.VENICE_BASE_URL?.trim();
const server = isLocal ? await startServer() : undefined;

const child = spawn(process.execPath, ['--import', 'tsx', resolve(root, 'examples', `${name}.ts`), ...args], {
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(server && { VENICE_BASE_URL: server.baseURL }),
    TSX_TSCONFIG_PATH: resolve(root, 'examples/tsconfig.json'),
  },
});

// A terminal sends Ctrl-C to the child as well; this process must not exit before the child.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', async (code, signal) => {
  await server?.close();
  process.exit(code ?? { SIGINT: 130, SIGTERM: 143 }[signal] ?? 1);
});

async function startServer() {
  const { startMockServer } = await import('venice-rx/mock-server');
  return startMockServer();
}
