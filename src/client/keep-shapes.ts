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
// A comment is left to the parser.
const bytes = new TextEncoder().encode([': -\n\n', ...frames.map(frame)].join(''));
const half = Math.floor(bytes.length / 2);

/** An answer without an end. It needs no timer and no connection. A frame in two reads passes through a further class. */
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

/** Stays alive with these runs: that of the first import, not that of the first request. */
const moduleContext = captureContext();
const kept: unknown[] = [];
const ignored = { next: noop, error: noop };

/**
 * Keeps one object of each class that a chunk passes through alive, for as long as the process runs.
 *
 * V8 describes objects of one shape by a map, and optimized code relies on maps. When a full collection finds no object of a map, the
 * map is dropped, and with it all code that relies on it: in a server that has just answered its last request, that is the code of the
 * whole stream, which then starts in the interpreter again. Here two runs stay open, whose request and answer are constants.
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
