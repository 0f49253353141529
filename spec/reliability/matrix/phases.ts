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

/** Where a run is when a fault strikes. */
export interface Phase {
  readonly name: string;
  /** How many bytes of the answer's body have come. */
  readonly at: number;
  /** Default: http. */
  readonly scheme?: 'https';
  /** Short ones by which a silent server is noticed. */
  readonly timeouts?: Timeouts;
  readonly options?: (stage: Stage) => VeniceClientOptions;
  /** Starts what the run has to meet. */
  readonly before?: (stage: Stage) => Promise<void>;
  /** The run; it emits what the answer says so far. */
  readonly run: (stage: Stage) => Observable<string>;
  /** What the server does with a request, before and after the fault. */
  readonly reply: (exchange: Exchange) => void;
  readonly isReached: (stage: Stage) => boolean;
  /** What is done as soon as it is reached. */
  readonly enter?: (stage: Stage) => void;
  /** What goes on when the fault has struck. */
  readonly release?: (stage: Stage) => Promise<void> | void;
}

const getText = ({ choices }: ChatCompletion): string => choices[0]?.message.content ?? '';

function ask({ client, controller: { signal } }: Stage): Observable<string> {
  return client.chat.completions.create(question, { signal }).pipe(accumulate(), map(getText));
}

function answerWhole(exchange: Exchange): void {
  exchange.answer('200 OK', body);
}

/** For clocks of the client that run in real time: long against what anything takes here on a busy machine. */
const short = 2_000;

const single = { at: places.start, run: ask, reply: answerWhole } as const;

/** An answer that comes up to a place. */
function answering(name: string, at: number): Phase {
  return {
    ...single,
    name,
    at,
    timeouts: { idle: short },
    reply: (exchange) => {
      exchange.head();
      exchange.write(body.subarray(0, at));
    },
    isReached: ({ bytes }) => bytes >= at,
  };
}

/** A run of tools whose model calls one, and answers when it is told the result. */
function runWithTool(stage: Stage, waitsFor: 'approval' | 'tool'): Observable<string> {
  const { client, controller, door } = stage;
  const arrive = (): Observable<string> => {
    stage.arrivals += 1;
    stage.tell();
    return door;
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

/** Waits for a clock that was started later and takes as long: one that does not stand still has run out by then. */
async function anotherClockRunsOut(stage: Stage): Promise<void> {
  const client = stage.clientOf({ timeouts: { headers: short } }, stage.elsewhere);
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
    // The answer has been read to its end, so that its connection is free again.
    isReached: ({ arrivals, bytes, server }) =>
      arrivals === 1 && bytes >= callingBody.length && server.busy.length === 0,
    release: (stage) => stage.openDoor(),
  };
}

/** In the order in which a run comes to them. */
export const phases: readonly Phase[] = [
  {
    ...single,
    name: 'queued',
    options: ({ limits }) => ({ limits }),
    before: async (stage) => {
      const first = stage.clientOf({ limits: stage.limits }, stage.elsewhere);
      stage.companions.push(stage.record(first.chat.completions.create(question)));
      stage.requestsElsewhere = 1;
      await stage.when(() => stage.elsewhere.exchanges.length === 1, maxWait);
    },
    isReached: () => true,
  },
  {
    ...single,
    name: 'connecting',
    scheme: 'https',
    timeouts: { connect: short, headers: 2 * short },
    isReached: ({ server }) => server.connections.some(({ request }) => request !== ''),
  },
  {
    ...single,
    name: 'waiting for headers',
    timeouts: { headers: short },
    reply: () => undefined,
    isReached: ({ server }) => server.exchanges.length === 1,
  },
  answering('first byte', places.firstByte),
  answering('mid-chunk', places.midChunk),
  answering('inside a UTF-8 sequence', places.utf8),
  answering('after finish_reason', places.finish),
  answering('after [DONE]', places.done),
  {
    ...single,
    name: 'sleeping before a retry',
    options: (stage) => ({
      retry: retryOnApiError({
        maxRetries: 1,
        onRetry: () => {
          stage.arrivals += 1;
          stage.tell();
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
    ...answering('slow-sink', places.midChunk),
    run: ({ client, controller: { signal }, gate }) =>
      client.chat.completions
        .create(question, { signal, gate: gate.isOpen })
        .pipe(accumulate(), map(getText)),
    enter: ({ gate }) => gate.set(false),
    release: async (stage) => {
      if (stage.isSilent) await anotherClockRunsOut(stage);
      // What the server has sent is at the client's socket after a few turns.
      else for (let turn = 0; turn < 10; turn += 1) await setImmediate();
      stage.hasEndedEarly = stage.isSilent && stage.hasEnded;
      stage.gate.set(true);
    },
  },
];
