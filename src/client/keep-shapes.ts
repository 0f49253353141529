import { NEVER, concat, noop, of } from 'rxjs';
import { captureContext } from '#capture-context';
import { accumulate } from '../operators/accumulate.js';
import type { HttpTransport } from '../transport/http-transport.js';
import type { TransportEvent } from '../transport/transport-event.js';
import type { ChatCompletions } from './chat-completions.js';
import type { VeniceClientOptions } from './client-options.js';

const frame = (delta: object): string =>
  `data: ${JSON.stringify({ id: '-', object: 'chat.completion.chunk', created: 1, model: '-', choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`;

const frames = [{ role: 'assistant', content: '' }, { content: 'a' }, { content: 'b' }, { content: 'c' }];
// The comment in the stream is read by the parser, so that its objects exist too.
const bytes = new TextEncoder().encode([': -\n\n', ...frames.map(frame)].join(''));
const half = Math.floor(bytes.length / 2);

/** An answer that does not end. It needs no timer and no connection. One frame arrives in two reads, which uses one more class. */
const openAnswer: HttpTransport = () =>
  concat(
    of<TransportEvent[]>(
      { type: 'head', status: 200, headers: {} },
      { type: 'data', bytes: bytes.subarray(0, half) },
      { type: 'data', bytes: bytes.subarray(half) },
    ),
    NEVER,
  );

const never = Infinity;
const timeouts = { connect: never, headers: never, firstToken: never, idle: never, outputIdle: never };

/** The part of a client that is needed here. */
interface Client {
  readonly chat: { readonly completions: ChatCompletions };
}

/** The async context of the first import, which these runs retain instead of the context of the first request. */
const moduleContext = captureContext();
const kept: unknown[] = [];
const ignored = { next: noop, error: noop };

/**
 * Keeps one object of each class that a chunk passes through alive, for as long as the process runs.
 *
 * V8 gives objects with the same fields the same internal type, a hidden class, and its optimized code relies on hidden classes. When a full
 * garbage collection finds no object of a hidden class, V8 discards the class and all code that relies on it. In a server that is idle for a
 * moment, that would be the code of the whole stream, which the next request would run in the interpreter again. So two runs with a constant
 * request and answer stay open here.
 */
export function keepShapes(createClient: (options: VeniceClientOptions) => Client): void {
  if (kept.length > 0) return;
  kept.push(moduleContext);
  moduleContext.run(() => {
    const client = createClient({
      apiKey: false,
      baseURL: 'http://localhost',
      transport: openAnswer,
      timeouts,
    });
    const answer = client.chat.completions.create({
      model: '-',
      messages: [{ role: 'user', content: '-' }],
      stream: true,
    });
    kept.push(client, answer.subscribe(ignored), answer.pipe(accumulate()).subscribe(ignored));
  });
}
