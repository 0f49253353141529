import { constants, gzipSync } from 'node:zlib';
import { createServer as createTlsServer } from 'node:tls';
import { body, getFrameEnd, places } from './answer.js';
import { createCertificate } from './certificate.js';
import type { Needs } from './situation.js';
import type { Stage } from './stage.js';

/** A fault of the server or the network, or an action of the caller. */
export interface Fault {
  readonly name: string;
  readonly needs: Needs;
  /** Whether only a timeout of the client detects it. */
  readonly isSilent?: true;
  readonly strike: (stage: Stage) => Promise<void> | void;
}

const json = { 'content-type': 'application/json' };
/** Neither HTTP nor TLS nor text. */
const garbage = Buffer.from('00ff80fe13370042c3289f92e2a1fffefdfc0a0d0a0d0badbeef', 'hex');
/** Exceeds the limit of 16 MiB for a frame. */
const oversizedLine = Buffer.alloc(17 * 1024 * 1024, 'x');
/** Exceeds the 64 KiB that the client reads of the body of an error. */
const oversizedBody = Buffer.alloc(1024 * 1024, 'x');

/** A response with an error status. */
function httpError(
  name: string,
  status: string,
  content: string,
  headers: Readonly<Record<string, string>> = {},
): Fault {
  const strike = ({ exchange }: Stage): void => exchange.answer(status, content, { ...json, ...headers });
  return { name, needs: 'no head yet', strike };
}

/** Sends the rest of the current frame, and then the bytes. */
function writeInStream(stage: Stage, bytes: Uint8Array | string): void {
  const { exchange, sent } = stage;
  if (!exchange.hasHead) exchange.head();
  stage.sent = getFrameEnd(sent);
  exchange.write(body.subarray(sent, stage.sent));
  exchange.write(bytes);
}

/** All faults, in the order of docs/reliability.md. */
export const faults: readonly Fault[] = [
  { name: 'unsubscribe', needs: 'nothing', strike: ({ recording }) => recording.subscription.unsubscribe() },
  { name: 'signal', needs: 'nothing', strike: ({ controller }) => controller.abort('enough') },
  { name: 'client.close', needs: 'nothing', strike: ({ client }) => client.close() },
  {
    name: 'reset',
    needs: 'a connection',
    strike: ({ connection }) => connection.end((socket) => socket.resetAndDestroy()),
  },
  {
    name: 'clean cut',
    needs: 'a connection',
    strike: (stage) => {
      if (stage.situation === 'answering') stage.exchange.end();
      else stage.connection.end((socket) => socket.end());
    },
  },
  {
    name: 'hang-up',
    needs: 'a body',
    strike: ({ connection }) => connection.end((socket) => socket.end()),
  },
  { name: 'silent stall', needs: 'a waiting client', isSilent: true, strike: () => undefined },
  {
    name: 'error frame',
    needs: 'a pending request',
    strike: (stage) => {
      const error = { message: 'The model is overloaded.', type: 'server_error', code: 'model_overloaded' };
      writeInStream(stage, `data: ${JSON.stringify({ error })}\n\ndata: [DONE]\n\n`);
      stage.exchange.end();
    },
  },
  httpError('429 limit', '429 Too Many Requests', '{"error":"Rate limit exceeded"}'),
  httpError('429 overloaded', '429 Too Many Requests', '{"error":"The model is currently overloaded"}', {
    'retry-after': '30',
  }),
  httpError('429 error budget', '429 Too Many Requests', '{"error":"Too many failed attempts"}', {
    'x-ratelimit-remaining': '0',
  }),
  httpError(
    '429 concurrency',
    '429 Too Many Requests',
    '{"error":"Too many requests at the same time","code":"X402_CONCURRENCY_LIMIT"}',
  ),
  httpError('500 JSON', '500 Internal Server Error', '{"error":"Inference processing failed"}'),
  httpError('502 HTML', '502 Bad Gateway', '<html><title>502 Bad Gateway</title></html>', {
    'content-type': 'text/html',
  }),
  httpError('503 JSON', '503 Service Unavailable', '{"error":"The model is at capacity"}'),
  {
    name: 'garbage bytes',
    needs: 'a connection',
    strike: (stage) => void stage.connection.socket.write(garbage),
  },
  {
    name: 'malformed JSON',
    needs: 'a pending request',
    strike: (stage) =>
      writeInStream(stage, 'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"up\n\n'),
  },
  {
    name: 'oversized line',
    needs: 'a pending request',
    strike: (stage) => {
      writeInStream(stage, 'data: ');
      stage.exchange.write(oversizedLine);
    },
  },
  {
    name: 'oversized error body',
    needs: 'no head yet',
    // The body never ends.
    strike: ({ exchange }) => {
      exchange.head('500 Internal Server Error', { 'content-type': 'text/plain' });
      exchange.write(oversizedBody);
    },
  },
  {
    name: 'cut gzip',
    needs: 'no head yet',
    strike: (stage) => {
      stage.sent = getFrameEnd(places.midChunk);
      const part = gzipSync(body.subarray(0, stage.sent), { finishFlush: constants.Z_SYNC_FLUSH });
      stage.exchange.answer('200 OK', part, { 'content-encoding': 'gzip' });
    },
  },
  {
    name: 'redirect to another origin',
    needs: 'no head yet',
    strike: ({ elsewhere, exchange }) => {
      const location = `http://127.0.0.1:${elsewhere.port}/chat/completions`;
      exchange.answer('307 Temporary Redirect', 'Elsewhere', { location });
    },
  },
  {
    name: 'TLS answered in plain text',
    needs: 'a handshake',
    strike: (stage) =>
      void stage.connection.socket.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'),
  },
  {
    name: 'untrusted certificate',
    needs: 'a handshake',
    strike: async (stage) => {
      const { request, socket } = stage.connection;
      const tls = createTlsServer(await createCertificate());
      tls.on('tlsClientError', () => undefined);
      socket.removeAllListeners('data').pause().unshift(Buffer.from(request, 'latin1'));
      tls.emit('connection', socket);
    },
  },
];
