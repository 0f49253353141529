import { type Observable, catchError, concat, from, lastValueFrom, map, of, throwError, toArray } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  type HttpTransport,
  type TransportEvent,
  VeniceClient,
  VeniceError,
  accumulate,
  completedToolCalls,
  contentDeltas,
  reasoningDeltas,
  runTools,
  toCompletion,
  toContent,
  toState,
  tool,
} from 'venice-rx';
import type { Written } from './write-answer.js';
import type { Random } from './random.js';

/** The result of a reader: its values, and the error if it failed. */
export interface Outcome<T> {
  readonly values: readonly T[];
  readonly error?: VeniceError;
}

/** A response as the transport delivers it. */
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
    if (count > 1) return from(toEvents(200, {}, toLaterBody(String(body)), random));
    return from(toEvents(status, headers, written.body, random));
  };
}

/** A short answer in the form that the request wants. */
function toLaterBody(sent: string): string {
  const { stream } = JSON.parse(sent) as { readonly stream?: boolean };
  const choice = { index: 0, finish_reason: 'stop' };
  const message = { content: 'Done.' };
  return stream === true
    ? `data: ${JSON.stringify({ choices: [{ ...choice, delta: message }] })}\n\ndata: [DONE]\n\n`
    : JSON.stringify({ choices: [{ ...choice, message }] });
}

function toEvents(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  random: Random,
): TransportEvent[] {
  const bytes = encoder.encode(body);
  const size = random.pick([1, 5, 64, 1000, bytes.length]);
  const events: TransportEvent[] = [{ type: 'head', status, headers }];
  for (let at = 0; at < bytes.length; at += Math.max(1, size)) {
    events.push({ type: 'data', bytes: bytes.slice(at, at + Math.max(1, size)) });
  }
  return events;
}

/** Collects the values of a reader; an error that is not ours is thrown. */
async function getOutcome<T>(source: Observable<T>): Promise<Outcome<T>> {
  const values: T[] = [];
  const error = await lastValueFrom(
    source.pipe(
      map((value) => {
        values.push(value);
      }),
      toArray(),
      map(() => undefined),
      catchError((failure: unknown) => of(failure)),
    ),
  );
  if (error === undefined) return { values };
  if (error instanceof VeniceError) return { values, error };
  throw error instanceof Error ? error : new Error('a reader has failed with something else');
}

const request = { model: 'm', messages: [{ role: 'user', content: 'Hello?' }] } as const;

/** What the readers of whole answers make of a response. */
export interface WholeReadings {
  readonly completion: Outcome<ChatCompletion>;
  readonly content: Outcome<string>;
  readonly deltas: Outcome<string>;
  readonly reasoning: Outcome<string>;
  readonly calls: Outcome<{ readonly name: string; readonly args: unknown }>;
  /** Types of the events of a tool run. */
  readonly run: Outcome<string>;
  /** The calls that tools have executed. */
  readonly executed: readonly { readonly name: string; readonly args: unknown }[];
}

/** What each reader makes of a streamed response. */
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
  const { chat } = createClient(response, random);
  // A tool run asks for a stream; this one asks for an answer in one piece.
  const inOnePiece: ChatSource = {
    create: (sent) =>
      chat.completions.create({
        ...sent,
        stream: false,
      }) as Observable<unknown> as Observable<ChatCompletionChunk>,
  };
  return { completion, ...(await readWith(replay(completion))), ...(await runWith(inOnePiece)) };
}

type ChatSource = Parameters<typeof runTools>[0];

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
  const executed: { name: string; args: unknown }[] = [];
  const tools = ['weather', 'time', 'pay_bill'].map((name) =>
    tool({
      name,
      description: name,
      inputSchema: { type: 'object' },
      execute: (args) => {
        executed.push({ name, args });
        return 'fine';
      },
    }),
  );
  const run = await getOutcome(
    runTools(chat, request, { tools, concurrency: 1 }).pipe(map(({ type }) => type)),
  );
  return { run, executed };
}
