import { LLMock } from '@copilotkit/aimock';
import { startMockServer } from 'venice-rx/mock-server';

/** A running server under test. */
export interface RunningServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** A server that streams the same answer to every question. */
export interface ServerUnderTest {
  readonly name: string;
  /** The path of the API, as a base URL has it. */
  readonly path: string;
  readonly start: () => Promise<RunningServer>;
}

/** The answer of every server. */
export const answer = 'Once upon a time there was a brave knight.';

const localServer: ServerUnderTest = {
  name: 'the mock server',
  path: '/api/v1',
  start: () => startMockServer({ script: [{ reply: { text: answer } }] }),
};

const aimock: ServerUnderTest = {
  name: 'aimock',
  path: '/v1',
  start: async () => {
    const mock = new LLMock({ host: '127.0.0.1', port: 0, chunkSize: 8, latency: 0 });
    mock.onMessage(/./, { content: answer });
    await mock.start();
    return { port: mock.port, close: () => mock.stop() };
  },
};

/** The servers of the contract specs: the mock server, and an independent one. */
export const servers = [localServer, aimock];
