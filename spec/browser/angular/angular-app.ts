import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { type MockServer, type ScriptReply, startMockServer } from 'venice-rx/mock-server';
import type { ChatCompletionRequest } from 'venice-rx';

// `npm run test:compatibility` sets these variables to a build with another version of Angular, and to the Node that it needs.
const { ANGULAR_CHAT_NODE: node = process.execPath, ANGULAR_CHAT_SERVER } = process.env;
const program =
  ANGULAR_CHAT_SERVER ?? resolve(__dirname, '../../../examples/angular-chat/dist/server/server.mjs');

/** The key that the mock server requires. Only the server of the app may know it. */
export const secret = 'a-key-that-no-page-may-see';

/** The built app of examples/angular-chat, and the mock server that receives the requests of its relay. */
export class AngularApp implements AsyncDisposable {
  /** Address of the app, without a slash at the end. */
  readonly url: string;
  readonly server: MockServer;
  /** The reply of the mock server to the next requests. */
  reply: ScriptReply | ((request: ChatCompletionRequest) => ScriptReply) = { text: 'Hello.' };
  private readonly process: ChildProcess;

  private constructor(url: string, server: MockServer, process: ChildProcess) {
    this.url = url;
    this.server = server;
    this.process = process;
  }

  static async start(): Promise<AngularApp> {
    const server = await startMockServer({
      apiKey: secret,
      script: [{ reply: (request) => (typeof app.reply === 'function' ? app.reply(request) : app.reply) }],
    });
    const child = spawn(node, [program], {
      env: {
        ...process.env,
        PORT: '0',
        VENICE_BASE_URL: server.baseURL,
        VENICE_API_KEY: secret,
        CHATS_PER_MINUTE: '1000',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { port } = new URL(String(line).trim());
    const app = new AngularApp(`http://127.0.0.1:${port}`, server, child);
    return app;
  }

  /** The bodies of the chat requests that the mock server has received. */
  get chatRequests(): readonly ChatCompletionRequest[] {
    return this.server.requests
      .filter(({ path }) => path.endsWith('/chat/completions'))
      .map(({ body }) => body as ChatCompletionRequest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill();
    await ended;
    await this.server.close();
  }
}
