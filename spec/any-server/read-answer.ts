import { type Observable, concat, from, map, throwError } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  type HttpTransport,
  type TransportEvent,
  VeniceClient,
  accumulate,
  completedToolCalls,
  contentDeltas,
  reasoningDeltas,
  runTools,
  toCompletion,
  toContent,
  toState,
} from 'venice-rx';
import type { Written } from './write-answer.js';
import { type Outcome, getOutcome } from '../support/outcome.js';
import {
  type ChatSource,
  type ExecutedCall,
  inOnePiece,
  recordingTools,
  toEvents,
  toLaterBody,
} from '../support/scripted-response.js';
import type { Random } from './random.js';

/** A response, as the transport emits it. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly written: Written;
}

const encoder = new TextEncoder();

/** A transport that answers with this response, and every later request with a short text. */
function createTransport({ status, headers, written }: Response, random: Random): HttpTransport {
  let count = 0;
  return ({ body }) => {
    count += 1;
    if (count > 1) return from(cutAtRandom(200, {}, toLaterBody(String(body)), random));
    return from(cutAtRandom(status, headers, written.body, random));
  };
}

/** The events of a response whose body is cut into pieces of one random size. */
function cutAtRandom(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  random: Random,
): TransportEvent[] {
  const bytes = encoder.encode(body);
  return toEvents(status, headers, bytes, Math.max(1, random.pick([1, 5, 64, 1000, bytes.length])));
}

const request = { model: 'm', messages: [{ role: 'user', content: 'Hello?' }] } as const;

/** The results of the readers of completions. */
export interface WholeReadings {
  readonly completion: Outcome<ChatCompletion>;
  readonly content: Outcome<string>;
  readonly deltas: Outcome<string>;
  readonly reasoning: Outcome<string>;
  readonly calls: Outcome<ExecutedCall>;
  /** Types of the events of a tool run. */
  readonly run: Outcome<string>;
  /** The calls that tools have executed. */
  readonly executed: readonly ExecutedCall[];
}

/** The results of all readers of a streamed response. */
export interface Readings extends WholeReadings {
  readonly chunks: Outcome<ChatCompletionChunk>;
  readonly snapshots: Outcome<ChatCompletion>;
  readonly states: Outcome<unknown>;
}

/** Reads a response to a streaming request with every reader. */
export async function readStream(response: Response, random: Random): Promise<Readings> {
  const client = createClient(response, random);
  const chunks = await getOutcome(client.chat.completions.create({ ...request, stream: true }));
  const source = replay(chunks);
  return {
    chunks,
    snapshots: await getOutcome(source.pipe(accumulate())),
    states: await getOutcome(source.pipe(toState())),
    completion: await getOutcome(source.pipe(toCompletion())),
    ...(await readWith(source)),
    ...(await runWith(createClient(response, random).chat.completions)),
  };
}

/** Reads a response in one piece with every reader of completions. */
export async function readWhole(response: Response, random: Random): Promise<WholeReadings> {
  const client = createClient(response, random);
  const completion = await getOutcome(client.chat.completions.create({ ...request, stream: false }));
  return {
    completion,
    ...(await readWith(replay(completion))),
    ...(await runWith(inOnePiece(createClient(response, random)))),
  };
}

function createClient(response: Response, random: Random): VeniceClient {
  const transport = createTransport(response, random);
  return new VeniceClient({ apiKey: false, baseURL: 'http://test', transport });
}

function replay<T>({ values, error }: Outcome<T>): Observable<T> {
  return error === undefined
    ? from(values)
    : concat(
        from(values),
        throwError(() => error),
      );
}

async function readWith(
  source: Observable<ChatCompletion | ChatCompletionChunk>,
): Promise<Pick<WholeReadings, 'calls' | 'content' | 'deltas' | 'reasoning'>> {
  return {
    content: await getOutcome(source.pipe(toContent())),
    deltas: await getOutcome(source.pipe(contentDeltas())),
    reasoning: await getOutcome(source.pipe(reasoningDeltas())),
    calls: await getOutcome(
      source.pipe(
        completedToolCalls(),
        map(({ function: { name, arguments: json } }) => ({ name, args: JSON.parse(json) as unknown })),
      ),
    ),
  };
}

async function runWith(chat: ChatSource): Promise<Pick<WholeReadings, 'executed' | 'run'>> {
  const executed: ExecutedCall[] = [];
  const tools = recordingTools(['weather', 'time', 'pay_bill'], executed);
  const run = await getOutcome(
    runTools(chat, request, { tools, concurrency: 1 }).pipe(map(({ type }) => type)),
  );
  return { run, executed };
}
