import { BehaviorSubject, Observable, type Subscriber } from 'rxjs';
import type { TransportEvent, TransportRequest, HttpTransport } from 'venice-rx';
import { frame } from './chat-server.js';
import { type User, getMark, getOther, user, users } from './two-users.js';

/** Events of the pool. */
export interface PoolListener {
  /** A request has reached the transport. */
  readonly requestSent: (owner: User, request: TransportRequest) => void;
  /** The gate of a request has emitted. */
  readonly gateEmitted: (owner: User) => void;
  /** An event is emitted in the context of this user. */
  readonly eventEmitted: (owner: User, context: User) => void;
}

interface OpenRequest {
  readonly owner: User;
  readonly subscriber: Subscriber<TransportEvent>;
  readonly events: (TransportEvent | 'end' | 'reset')[];
  isPaused: boolean;
}

/**
 * A transport that emits the next event of a random open request in the context of a random user, as shared connections might. Its
 * answers contain the mark of their user. A third of them fail in one of several ways, and every stream with the header `x-fails`.
 */
export class SharedPool {
  readonly transport: HttpTransport;
  private readonly open = new Set<OpenRequest>();
  private readonly random: () => number;
  private readonly listener: PoolListener;

  constructor(random: () => number, listener: PoolListener) {
    this.random = random;
    this.listener = listener;
    this.transport = (request) =>
      new Observable((subscriber) => {
        const owner = getOwner(request);
        listener.requestSent(owner, request);
        const openRequest: OpenRequest = {
          owner,
          subscriber,
          events: this.answer(owner, request),
          isPaused: false,
        };
        this.open.add(openRequest);
        subscriber.add(() => this.open.delete(openRequest));
        const gate = request.gate ?? new BehaviorSubject(true);
        subscriber.add(
          gate.subscribe((isOpen) => {
            openRequest.isPaused = !isOpen;
            listener.gateEmitted(owner);
          }),
        );
      });
  }

  /** Emits the next event of a random request in the context of a random user. Returns false if no open request can emit. */
  step(): boolean {
    const ready = [...this.open].filter(({ isPaused }) => !isPaused);
    const chosen = ready[Math.floor(this.random() * ready.length)];
    if (chosen === undefined) return false;
    const context = this.random() < 0.5 ? chosen.owner : getOther(chosen.owner);
    this.listener.eventEmitted(chosen.owner, context);
    user.run(context, () => {
      const event = chosen.events.shift();
      if (event === undefined || event === 'end') chosen.subscriber.complete();
      else if (event === 'reset') chosen.subscriber.error(new Error(`reset of ${getMark(chosen.owner)}`));
      else chosen.subscriber.next(event);
    });
    return true;
  }

  private answer(owner: User, { body = '', headers }: TransportRequest): OpenRequest['events'] {
    const {
      stream = false,
      tools,
      messages = [],
    } = JSON.parse(String(body) || '{}') as Partial<{
      stream: boolean;
      tools: unknown;
      messages: { role: string }[];
    }>;
    const mark = getMark(owner);
    const failure = this.random() * (headers['x-fails'] === undefined ? 1 : 0.3);
    const json = { 'content-type': 'application/json', 'x-request-id': mark };
    if (failure < 0.1) return [head(503, json), data(`{"error":"${mark} is overloaded"}`), 'end'];
    if (failure < 0.15)
      return [head(429, { ...json, 'retry-after-ms': '1' }), data(`{"error":"${mark}"}`), 'end'];
    if (failure < 0.2) return [head(401, json), data(`{"error":"${mark} has no access"}`), 'end'];
    if (failure < 0.25) return ['reset'];
    if (headers['accept'] === 'application/json' && !stream) {
      const message = { role: 'assistant', content: mark };
      const choices = [{ index: 0, message, finish_reason: 'stop' }];
      return [
        head(200, json),
        data(JSON.stringify({ id: mark, created: 1, model: mark, choices, data: [] })),
        'end',
      ];
    }
    const hasCalled = messages.some(({ role }) => role === 'tool');
    const calls = [1, 2].map((number) => ({
      index: number - 1,
      id: `call_${number}_of_${owner}`,
      type: 'function',
      function: { name: 'orders', arguments: '{}' },
    }));
    const callsTools = tools !== undefined && !hasCalled;
    const parts = callsTools
      ? [frame({ tool_calls: calls }, null, mark)]
      : [frame({ content: mark }, null, mark), frame({ content: '.' }, null, mark)];
    const tail =
      failure < 0.3
        ? [data(`data: {"error":{"code":"model_overloaded","message":"${mark}"}}\n\n`), 'end' as const]
        : failure < 0.33
          ? ['reset' as const]
          : [data(`${frame({}, callsTools ? 'tool_calls' : 'stop', mark)}data: [DONE]\n\n`), 'end' as const];
    return [
      head(200, { 'content-type': 'text/event-stream', 'x-request-id': mark }),
      ...parts.map(data),
      ...tail,
    ];
  }
}

function head(status: number, headers: Record<string, string>): TransportEvent {
  return { type: 'head', status, headers };
}

function data(text: string): TransportEvent {
  return { type: 'data', bytes: new TextEncoder().encode(text) };
}

/** The user of a request: that of the header `x-user`, or of the last mark in the messages of a shared chat. */
function getOwner({ headers, body }: TransportRequest): User {
  const text = String(body);
  const name =
    headers['x-user'] ??
    users.find((one) => text.lastIndexOf(getMark(one)) > text.lastIndexOf(getMark(getOther(one))));
  if (name !== 'alice' && name !== 'bob') throw new Error('the request has no user');
  return name;
}
