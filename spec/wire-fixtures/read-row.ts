import { EMPTY, type Observable, concat, filter, firstValueFrom, from, of, throwError } from 'rxjs';
import {
  APIConnectionError,
  type ChatCompletion,
  type ChatCompletionChunk,
  Conversation,
  type ConversationState,
  type StandardSchema,
  type ToolCall,
  type ToolRunEvent,
  VeniceClient,
  accumulate,
  completedToolCalls,
  runTools,
  toCompletion,
  toContent,
  toObject,
} from 'venice-rx';
import { toWebResponse } from 'venice-rx/relay';
import { type Outcome, getOutcome } from '../support/outcome.js';
import {
  type ChatSource,
  type ExecutedCall,
  inOnePiece,
  recordingTools,
  toEvents,
  toLaterBody,
} from '../support/scripted-response.js';
import type { Response } from './to-response.js';

/** The result of each reader for a response. */
export interface ReaderResults {
  readonly accumulate: Outcome<ChatCompletion>;
  readonly toCompletion: Outcome<ChatCompletion>;
  readonly toContent: Outcome<string>;
  readonly completedToolCalls: Outcome<ToolCall>;
  readonly toObject: Outcome<unknown>;
  readonly runTools: Outcome<ToolRunEvent> & { readonly executed: readonly ExecutedCall[] };
  readonly Conversation: ConversationState & { readonly executed: readonly ExecutedCall[] };
  /** The outcome for a client of the relay. */
  readonly relay: Outcome<ChatCompletion>;
}

/** How the client reads a row. */
export interface ReadOptions {
  /** Number of bytes of each piece of the body. */
  readonly size: number;
  readonly isInOnePiece: boolean;
  /** Names of the tools of runs. */
  readonly tools: readonly string[];
}

const encoder = new TextEncoder();
const request = { model: 'm', messages: [{ role: 'user', content: 'Hello?' }] } as const;

/** A schema that accepts anything. */
const anything: StandardSchema = {
  '~standard': { version: 1, vendor: 'spec', validate: (value) => ({ value }) },
};

/** A client that receives this response, and a short answer to every later request. */
function createClient({ status, headers, body, isBroken }: Response, size: number): VeniceClient {
  const failure = new APIConnectionError({ message: 'the connection broke off' });
  let count = 0;
  return new VeniceClient({
    apiKey: false,
    baseURL: 'http://test',
    transport: ({ body: sent }) => {
      count += 1;
      if (count > 1) return of(...toEvents(200, {}, encoder.encode(toLaterBody(String(sent))), size));
      return concat(
        from(toEvents(status, headers, body, size)),
        isBroken ? throwError(() => failure) : EMPTY,
      );
    },
  });
}

/** Reads a response with every reader; each sends its own request. */
export async function readRow(response: Response, options: ReadOptions): Promise<ReaderResults> {
  const { size, isInOnePiece, tools } = options;
  const create = (): Observable<ChatCompletion | ChatCompletionChunk> =>
    createAnswer(response, size, isInOnePiece);
  const toSource = (client: VeniceClient): ChatSource =>
    isInOnePiece ? inOnePiece(client) : client.chat.completions;
  const inRun: ExecutedCall[] = [];
  const inConversation: ExecutedCall[] = [];
  const conversation = new Conversation(toSource(createClient(response, size)), {
    request: { model: 'm' },
    tools: recordingTools(tools, inConversation),
  });
  conversation.send('Hello?');
  const run = runTools(toSource(createClient(response, size)), request, {
    tools: recordingTools(tools, inRun),
  });
  return {
    accumulate: await getOutcome(create().pipe(accumulate())),
    toCompletion: await getOutcome(create().pipe(toCompletion())),
    toContent: await getOutcome(create().pipe(toContent())),
    completedToolCalls: await getOutcome(create().pipe(completedToolCalls())),
    toObject: await getOutcome(create().pipe(toObject(anything))),
    runTools: { ...(await getOutcome(run)), executed: inRun },
    Conversation: {
      ...(await firstValueFrom(conversation.state.pipe(filter(({ isRunning }) => !isRunning)))),
      executed: inConversation,
    },
    relay: await readRelayed(create, size, isInOnePiece),
  };
}

function createAnswer(
  response: Response,
  size: number,
  isInOnePiece: boolean,
): Observable<ChatCompletion | ChatCompletionChunk> {
  const { completions } = createClient(response, size).chat;
  return isInOnePiece
    ? completions.create({ ...request, stream: false })
    : completions.create({ ...request, stream: true });
}

/** Relays the response, and reads what the relay has written with another client. */
async function readRelayed(
  create: () => Observable<ChatCompletion | ChatCompletionChunk>,
  size: number,
  isInOnePiece: boolean,
): Promise<Outcome<ChatCompletion>> {
  const relayed = await toWebResponse(create, { stream: !isInOnePiece, onError: () => undefined });
  const response: Response = {
    status: relayed.status,
    headers: Object.fromEntries(relayed.headers),
    body: new Uint8Array(await relayed.arrayBuffer()),
    isBroken: false,
  };
  return getOutcome(createAnswer(response, size, isInOnePiece).pipe(toCompletion()));
}
