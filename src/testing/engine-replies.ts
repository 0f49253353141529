import { type Observable, Subject, asyncScheduler, defer, merge } from 'rxjs';
import { answerRequest } from '../mock-server/engine/answer-request.js';
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

/** Options of {@link engineReplies}. All except `epoch` are also options of the mock server. */
export interface EngineRepliesOptions extends LimitOptions {
  /** Script of the replies. Default: the mock server's `defaultScript`, which tells a story. */
  readonly script?: Script;
  /** API key that requests must have. Default: not required, and any key is accepted. */
  readonly apiKey?: string;
  /** The available models. Default: a handful of Venice's. */
  readonly catalogue?: Catalogue;
  /** Privacy of the models that the key may use, such as `private`. Default: any. */
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
 * Replies as the mock server does, with its scripts, models, limits, error budgets and faults, but in virtual time. The time in
 * headers and limits is `epoch` plus the virtual time.
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
    const now = getTime(epoch);
    const { apiKey, fault, modelPrivacy } = options;
    const id = index.toString(16).padStart(32, '0');
    const context = { script, catalogue, meters, apiKey, fault, modelPrivacy, now, id };
    return toTransportEvents(
      answerRequest({ method, path, headers, body: typeof body === 'string' ? body : '' }, context),
      new Date(now),
    );
  };
}

const root = '/api/v1';

/** A clock below this time is virtual: virtual time starts at 0, and Unix time in milliseconds has been higher since 2001. */
const maxVirtualTime = 1e12;

function getTime(epoch: number): number {
  const now = asyncScheduler.now();
  return now < maxVirtualTime ? epoch + now : now;
}

function toTransportEvents(engineAnswer: EngineAnswer, date: Date): Observable<TransportEvent> {
  return defer(() => {
    const events = new Subject<TransportEvent>();
    return merge(events, playAnswer(engineAnswer, toSink(events, date.toUTCString())));
  });
}

/** Creates a sink that emits the events which the client of a real server would receive. */
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
