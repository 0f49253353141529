import { type Observable, Subject, asyncScheduler, defer, merge } from 'rxjs';
import { answer } from '../mock-server/engine/answer.js';
import { defaultScript } from '../mock-server/engine/default-script.js';
import type { EngineAnswer } from '../mock-server/engine/engine-answer.js';
import type { Fault } from '../mock-server/engine/faults/fault.js';
import { toWireFault } from '../mock-server/engine/faults/wire-fault.js';
import { type LimitOptions, createMeters, limitOptionRules } from '../mock-server/engine/limits/meters.js';
import { type Catalogue, defaultCatalogue } from '../mock-server/engine/models/catalogue.js';
import { type AnswerSink, playAnswer } from '../mock-server/engine/play-answer.js';
import type { Script } from '../mock-server/engine/script.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { anything } from '../options/option-rules.js';
import { APIConnectionError } from '../errors/api-connection-error.js';
import type { TransportEvent } from '../transport/transport-event.js';
import type { ChatReplies } from './chat-reply.js';

/** Options of {@link engineReplies}: those of `startMockServer` of `venice-rx/mock-server`, without ports. */
export interface EngineRepliesOptions extends LimitOptions {
  /** The replies. Default: a script that tells a story. */
  readonly script?: Script;
  /** The required API key. Default: any key is accepted, and none is required. */
  readonly apiKey?: string;
  /** The available models. Default: a handful of Venice's. */
  readonly catalogue?: Catalogue;
  /** The privacy of models that the key may use. Default: any. */
  readonly modelPrivacy?: string;
  /** Fault of every answer, as an object or a string such as `reset; after=3`. Default: none. */
  readonly fault?: Fault | string;
  /** Date at virtual time 0, in milliseconds since 1970; ignored outside of virtual time. Default: 2026-10-01T00:00:00Z. */
  readonly epoch?: number;
}

const rules: OptionRules<EngineRepliesOptions> = {
  ...limitOptionRules,
  script: anything,
  apiKey: anything,
  catalogue: anything,
  modelPrivacy: anything,
  fault: anything,
  epoch: anything,
};

/**
 * Replies like the mock server, in virtual time: by a script, with its models, limits, error budgets and faults. Its clock is
 * `epoch` plus the time of the scheduler, in every header and every limit.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas } from 'venice-rx';
 * import { engineReplies, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
 *
 * inVirtualTime(({ expectObservable }) => {
 *   const script = [{ reply: { text: 'Hello', timing: { firstTokenDelay: 5 } } }];
 *   const transport = scriptedTransport(engineReplies({ script }));
 *   const client = new VeniceClient({ baseURL: 'http://test', transport });
 *
 *   const deltas$ = client.chat.completions
 *     .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *     .pipe(contentDeltas());
 *
 *   expectObservable(deltas$).toBe('-----(a|)', { a: 'Hello' });
 * });
 * ```
 */
export function engineReplies(options: EngineRepliesOptions = {}): ChatReplies {
  checkOptions(options, rules);
  const { epoch = Date.UTC(2026, 9, 1), script = defaultScript, catalogue = defaultCatalogue } = options;
  if (options.fault !== undefined) toWireFault(options.fault);
  const meters = createMeters(options);
  return ({ method, url }, index, { headers, body = '' }) => {
    const { pathname, search } = new URL(url);
    const path = `${pathname.startsWith(root) ? '' : root}${pathname}${search}`;
    const now = timeFrom(epoch);
    const { apiKey, fault, modelPrivacy } = options;
    const id = index.toString(16).padStart(32, '0');
    const context = { script, catalogue, meters, apiKey, fault, modelPrivacy, now, id };
    return eventsOfAnswer(
      answer({ method, path, headers, body: typeof body === 'string' ? body : '' }, context),
      new Date(now),
    );
  };
}

const root = '/api/v1';

/** Below this time, the clock is virtual, since it starts at 0. Real time, in milliseconds since 1970, has been higher since 2001. */
const maxVirtualTime = 1e12;

function timeFrom(epoch: number): number {
  const now = asyncScheduler.now();
  return now < maxVirtualTime ? epoch + now : now;
}

function eventsOfAnswer(played: EngineAnswer, date: Date): Observable<TransportEvent> {
  return defer(() => {
    const events = new Subject<TransportEvent>();
    return merge(events, playAnswer(played, toSink(events, date.toUTCString())));
  });
}

/** Converts socket writes to the events that a client would receive. */
function toSink(events: Subject<TransportEvent>, date: string): AnswerSink {
  const breakOff = (): void => {
    events.error(
      new APIConnectionError({ message: 'the connection broke off (ECONNRESET)', code: 'ECONNRESET' }),
    );
  };
  const write = (part: Uint8Array | string): void => {
    events.next({ type: 'data', bytes: typeof part === 'string' ? new TextEncoder().encode(part) : part });
  };
  return {
    socket: { destroy: breakOff, resetAndDestroy: breakOff },
    writeHead: (status, headers) => {
      events.next({ type: 'head', status, headers: { ...headers, date } });
    },
    flushHeaders: () => undefined,
    write,
    end: (part) => {
      if (part !== undefined) write(part);
      events.complete();
    },
  };
}
