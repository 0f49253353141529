import { NEVER, type Observable, asyncScheduler, concat, noop, of } from 'rxjs';
import { captureContext } from '#capture-context';
import { accumulate } from '../operators/accumulate.js';
import { initialCompletionState } from '../reducer/completion-state.js';
import { nextState } from '../reducer/next-state.js';
import type { HttpTransport } from '../transport/http-transport.js';
import type { TransportEvent } from '../transport/transport-event.js';
import type { ChatCompletionChunk, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ChatCompletions } from './chat-completions.js';
import type { VeniceClientOptions } from './client-options.js';

const toChunk = (delta: ChunkDelta): ChatCompletionChunk => ({
  id: '-',
  object: 'chat.completion.chunk',
  created: 1,
  model: '-',
  choices: [{ index: 0, delta, finish_reason: null }],
});
const deltas = [
  { role: 'assistant', content: '' },
  { content: 'a' },
  { content: 'b' },
  { content: 'c' },
] as const;
const encoder = new TextEncoder();
const frames = encoder.encode(deltas.map((delta) => `data: ${JSON.stringify(toChunk(delta))}\n\n`).join(''));
const half = Math.floor(frames.length / 2);
/**
 * The fast path does not read a comment, so an object of each class of the general parser is created, too. After a read of this size, frames
 * are read by templates.
 */
const comment = encoder.encode(`: ${'-'.repeat(2048)}\n\n`);

/** Creates a transport whose answer does not end, and needs neither a timer nor a connection. */
function openAnswer(...reads: readonly Uint8Array[]): HttpTransport {
  const head: TransportEvent = { type: 'head', status: 200, headers: {} };
  return () => concat(of(head, ...reads.map((bytes): TransportEvent => ({ type: 'data', bytes }))), NEVER);
}

const never = Infinity;
const timeouts = { connect: never, headers: never, firstToken: never, idle: never, outputIdle: never };

/** The part of a client that is needed here. */
interface Client {
  readonly chat: { readonly completions: ChatCompletions };
}

/** The async context of the first import, which these runs retain instead of the context of the first request. */
const moduleContext = captureContext();
const keptObjects: unknown[] = [];
/** Has no `next`: as long as V8 knows only one `next` function, that of the program, it can inline the function. */
const ignored = { error: noop };

/**
 * Keeps alive, for as long as the process runs, one object of each class that a chunk passes through.
 *
 * V8 gives objects with the same fields the same internal type, a hidden class, and its optimized code relies on hidden classes. When a full
 * garbage collection finds no object of a hidden class, V8 discards the class and all code that relies on it. In a server that is idle for a
 * moment, V8 would discard the code of the whole stream, and the next request would run in the interpreter again. So two runs with a
 * constant request and answer stay open here.
 */
export function keepShapes(createClient: (options: VeniceClientOptions) => Client): void {
  if (keptObjects.length > 0) return;
  keptObjects.push(moduleContext);
  moduleContext.run(() => {
    const open = (transport: HttpTransport): Observable<ChatCompletionChunk> => {
      const client = createClient({ apiKey: false, baseURL: 'http://localhost', transport, timeouts });
      keptObjects.push(client);
      const messages = [{ role: 'user', content: '-' }] as const;
      return client.chat.completions.create({ model: '-', messages, stream: true });
    };
    // A frame that is split between two reads uses one more class.
    const chunks = open(openAnswer(comment, frames.subarray(0, half), frames.subarray(half)));
    // Gets no chunks: with two kinds of subscribers to call, V8 would inline neither.
    const completions = open(openAnswer()).pipe(accumulate());
    keptObjects.push(chunks.subscribe(ignored), completions.subscribe(ignored));
    // The class of timers. This one never runs.
    const timer = asyncScheduler.schedule(noop);
    timer.unsubscribe();
    keptObjects.push(timer);
    keptObjects.push(deltas.map(toChunk).reduce(nextState, initialCompletionState));
  });
}
