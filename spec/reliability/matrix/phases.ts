import { setImmediate } from 'node:timers/promises';
import { type Observable, filter, map } from 'rxjs';
import {
  type ChatCompletion,
  type Timeouts,
  type VeniceClient,
  type VeniceClientOptions,
  accumulate,
  retryOnApiError,
  runTools,
  tool,
} from 'venice-rx';
import { question } from '../../contract/question.js';
import { body, callingBody, places } from './answer.js';
import type { Exchange } from './hostile-server.js';
import { type Stage, maxWait } from './stage.js';

/** The phase of a run in which a fault strikes. */
export interface Phase {
  readonly name: string;
  /** Number of bytes of the body that have arrived. */
  readonly at: number;
  /** Default: http. */
  readonly scheme?: 'https';
  /** Short timeouts, which detect a silent server. */
  readonly timeouts?: Timeouts;
  readonly options?: (stage: Stage) => VeniceClientOptions;
  /** Prepares the phase, for example with a run that occupies the queue. */
  readonly before?: (stage: Stage) => Promise<void>;
  /** The run. Emits the text so far. */
  readonly run: (stage: Stage) => Observable<string>;
  /** Answers a request, before and after the fault. */
  readonly reply: (exchange: Exchange) => void;
  readonly isReached: (stage: Stage) => boolean;
  /** Called when the run has reached the phase. */
  readonly enter?: (stage: Stage) => void;
  /** Called after the fault: lets the run continue. */
  readonly release?: (stage: Stage) => Promise<void> | void;
}

const getText = ({ choices }: ChatCompletion): string => choices[0]?.message.content ?? '';

function requestText({ client, controller: { signal } }: Stage): Observable<string> {
  return client.chat.completions.create(question, { signal }).pipe(accumulate(), map(getText));
}

function answerWhole(exchange: Exchange): void {
  exchange.answer('200 OK', body);
}

/** Milliseconds of the short timeouts: longer than any other step of these runs takes on a busy machine. */
const shortTimeout = 2_000;

const singleRequest = { at: places.start, run: requestText, reply: answerWhole } as const;

/** The phase in which the answer has arrived up to an offset. */
function duringAnswer(name: string, at: number): Phase {
  return {
    ...singleRequest,
    name,
    at,
    timeouts: { idle: shortTimeout },
    reply: (exchange) => {
      exchange.head();
      exchange.write(body.subarray(0, at));
    },
    isReached: ({ bytes }) => bytes >= at,
  };
}

/** A run of `runTools` whose first answer calls the tool `wait`. The tool, or its approval, waits until `stage.completeTool()`. */
function runWithTool(stage: Stage, waitsFor: 'approval' | 'tool'): Observable<string> {
  const { client, controller, toolOutcome } = stage;
  const arrive = (): Observable<string> => {
    stage.arrivals += 1;
    stage.notify();
    return toolOutcome;
  };
  const wait = tool({
    name: 'wait',
    description: 'Waits.',
    execute: () => (waitsFor === 'tool' ? arrive() : 'waited'),
  });
  const chat = (request: Parameters<VeniceClient['chat']['completions']['create']>[0]) =>
    client.chat.completions.create({ ...request, stream: true }, controller);
  return runTools(chat, question, {
    tools: [wait],
    ...(waitsFor === 'approval' && { approve: () => arrive().pipe(map(() => true)) }),
  }).pipe(
    filter((event) => event.type === 'completion'),
    map(({ completion }) => getText(completion)),
  );
}

/** Waits for a timeout of the same length that starts later. A timeout of the paused run would have expired before it. */
async function waitForAnotherTimeout(stage: Stage): Promise<void> {
  const client = stage.createClient({ timeouts: { headers: shortTimeout } }, stage.elsewhere);
  const other = stage.record(client.chat.completions.create(question));
  stage.companions.push(other);
  stage.requestsElsewhere = 1;
  await stage.when(() => other.end !== 'none yet', maxWait);
}

function betweenSteps(name: string, waitsFor: 'approval' | 'tool'): Phase {
  return {
    name,
    at: places.start,
    run: (stage) => runWithTool(stage, waitsFor),
    reply: (exchange) => exchange.answer('200 OK', exchange.index === 0 ? callingBody : body),
    // The answer has been read to its end, so that its connection is idle.
    isReached: ({ arrivals, bytes, server }) =>
      arrivals === 1 && bytes >= callingBody.length && server.busy.length === 0,
    release: (stage) => stage.completeTool(),
  };
}

/** All phases, in the order in which a run reaches them. */
export const phases: readonly Phase[] = [
  {
    ...singleRequest,
    name: 'queued',
    options: ({ limits }) => ({ limits }),
    before: async (stage) => {
      const first = stage.createClient({ limits: stage.limits }, stage.elsewhere);
      stage.companions.push(stage.record(first.chat.completions.create(question)));
      stage.requestsElsewhere = 1;
      await stage.when(() => stage.elsewhere.exchanges.length === 1, maxWait);
    },
    isReached: () => true,
  },
  {
    ...singleRequest,
    name: 'connecting',
    scheme: 'https',
    timeouts: { connect: shortTimeout, headers: 2 * shortTimeout },
    isReached: ({ server }) => server.connections.some(({ request }) => request !== ''),
  },
  {
    ...singleRequest,
    name: 'waiting for headers',
    timeouts: { headers: shortTimeout },
    reply: () => undefined,
    isReached: ({ server }) => server.exchanges.length === 1,
  },
  duringAnswer('first byte', places.firstByte),
  duringAnswer('mid-chunk', places.midChunk),
  duringAnswer('inside a UTF-8 sequence', places.utf8),
  duringAnswer('after finish_reason', places.finish),
  duringAnswer('after [DONE]', places.done),
  {
    ...singleRequest,
    name: 'sleeping before a retry',
    options: (stage) => ({
      retry: retryOnApiError({
        maxRetries: 1,
        onRetry: () => {
          stage.arrivals += 1;
          stage.notify();
        },
      }),
    }),
    reply: (exchange) => {
      if (exchange.index > 0) answerWhole(exchange);
      else exchange.answer('503 Service Unavailable', '{"error":"The model is at capacity"}');
    },
    isReached: ({ arrivals }) => arrivals === 1,
  },
  betweenSteps('in a tool', 'tool'),
  betweenSteps('waiting for approval', 'approval'),
  {
    ...duringAnswer('paused by the gate', places.midChunk),
    run: ({ client, controller: { signal }, gate }) =>
      client.chat.completions
        .create(question, { signal, gate: gate.isOpen })
        .pipe(accumulate(), map(getText)),
    enter: ({ gate }) => gate.set(false),
    release: async (stage) => {
      if (stage.isSilent) await waitForAnotherTimeout(stage);
      // After a few turns of the event loop, the bytes of the server have reached the client's socket.
      else for (let turn = 0; turn < 10; turn += 1) await setImmediate();
      stage.hasEndedEarly = stage.isSilent && stage.hasEnded;
      stage.gate.set(true);
    },
  },
];
