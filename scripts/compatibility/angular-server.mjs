// The server of the Angular app, and the mock server that receives its requests and those of its relay.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startMockServer } from '../../dist/esm/mock-server/index.js';

/** The key that only the server of the app may know. */
export const secret = 'a-key-that-no-page-may-see';
export const text = 'An answer **made on the server**.';

/** Starts the mock server and the server of the app. `close` ends both. */
export async function startApp(binary, program) {
  const mock = await startMockServer({ apiKey: secret, script: [{ reply: { text } }] });
  const child = spawn(binary, [program], {
    env: { ...process.env, PORT: '0', VENICE_BASE_URL: mock.baseURL, VENICE_API_KEY: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const { port } = new URL(String(line).trim());
  return {
    url: `http://127.0.0.1:${port}`,
    get chats() {
      return mock.requests.filter(({ path }) => path.endsWith('/chat/completions'));
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      await mock.close();
    },
  };
}
