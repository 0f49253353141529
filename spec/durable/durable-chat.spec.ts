import { expectTypeOf } from 'expect-type';
import { type Observable, concatMap, delay, from, of, tap, throwError, timer } from 'rxjs';
import {
  type ChatCompletionChunk,
  Conversation,
  type StreamingChatCompletionRequest,
  VeniceClient,
  runTools,
  toContent,
  toState,
  tool,
} from 'venice-rx';
import {
  type DurableChatOptions,
  RunConflictError,
  StoreUnavailableError,
  durableChat,
  memoryRunStore,
  stopRun,
} from 'venice-rx/durable';
import { chunk, finish, inVirtualTime, role, toolCall } from 'venice-rx/testing';
import { createRuns, record } from './recorder.js';
import { RunServer } from './run-server.js';

const answer = [role(), chunk('Hel'), chunk('lo'), finish()];
const hello: StreamingChatCompletionRequest = {
  model: 'default',
  messages: [{ role: 'user', content: 'Hi.' }],
  stream: true,
};

/** A client in a page, and a server whose model takes 100 ms per chunk. */
function open(toChunks: (request: StreamingChatCompletionRequest) => ChatCompletionChunk[] = () => answer) {
  const model = { requests: [] as StreamingChatCompletionRequest[], cancelled: 0 };
  const sources = {
    chat: (request: StreamingChatCompletionRequest): Observable<ChatCompletionChunk> => {
      model.requests.push(request);
      return from(toChunks(request)).pipe(
        concatMap((value) => of(value).pipe(delay(100))),
        tap({ unsubscribe: () => (model.cancelled += 1) }),
      );
    },
  };
  const runs = createRuns(memoryRunStore(), { sources, lease: 600_000 });
  const server = new RunServer(runs, (id, body) => ({
    start: (subject, gate) =>
      runs.start(id, { source: 'chat', input: body as StreamingChatCompletionRequest, subject, gate }),
  }));
  const client = new VeniceClient({
    baseURL: 'http://app.example',
    apiKey: false,
    transport: server.transport,
  });
  const sentRequests = () =>
    server.requests.map(
      ({ method, url }) => `${method} ${new URL(url).pathname.replace(/[\da-f-]{36}/, 'UUID')}`,
    );
  return { model, runs, server, client, sentRequests };
}

describe('durableChat', () => {
  it('starts a run by POST for each subscriber, and emits its chunks', () => {
    inVirtualTime(({ flush }) => {
      const { client, model, server, sentRequests } = open();
      const chat = durableChat(client);
      const result = chat(hello).pipe(toContent());
      flush();
      expect(server.requests).toEqual([]);
      const pages = [record(result), record(result)];
      flush();

      expect(pages.map(({ values }) => values)).toEqual([['Hello'], ['Hello']]);
      expect(model.requests).toEqual([hello, hello]);
      expect(sentRequests()).toEqual(Array(2).fill('POST /runs/UUID/chat/completions'));
      expect(new Set(server.requests.map(({ url }) => url)).size).toBe(2);
      expectTypeOf(chat(hello)).toEqualTypeOf<Observable<ChatCompletionChunk>>();
    });
  });

  it('resends a POST that got no answer, and calls the model once', () => {
    inVirtualTime(({ flush }) => {
      const { client, model, server, sentRequests } = open();
      // The first POST is lost, a proxy answers the second one, and the third one starts the run.
      server.getFault = (index) => (index === 0 ? 'no-response' : index === 2 ? { bytes: 0 } : undefined);
      server.getStatus = (index) => (index === 1 ? 502 : undefined);
      const page = record(durableChat(client, { jitter: () => 0 })(hello).pipe(toContent()));
      flush();

      expect(page.values).toEqual(['Hello']);
      expect(model.requests).toHaveLength(1);
      expect(sentRequests()).toEqual(Array(4).fill('POST /runs/UUID/chat/completions'));
      expect(new Set(server.requests.map(({ url }) => url)).size).toBe(1);
    });
  });

  it('reconnects by GET once it has received a frame', () => {
    inVirtualTime(({ flush }) => {
      const { client, model, server, sentRequests } = open();
      server.getFault = (index) => (index === 0 ? { bytes: 350 } : index === 1 ? { bytes: 5 } : undefined);
      const page = record(durableChat(client)(hello).pipe(toContent()));
      flush();

      expect(page.values).toEqual(['Hello']);
      expect(model.requests).toHaveLength(1);
      expect(sentRequests()).toEqual([
        'POST /runs/UUID/chat/completions',
        'GET /runs/UUID',
        'GET /runs/UUID',
      ]);
      expect(server.requests[1]).not.toHaveProperty('body');
      expect(server.requests[1]!.headers['last-event-id']).toMatch(/^\d-\d$/);
    });
  });

  it('resends the POST if the start fails after the head of the response', () => {
    inVirtualTime(({ flush }) => {
      const { client, model, runs } = open();
      let starts = 0;
      const server = new RunServer(runs, (id, body) => ({
        heartbeat: 10,
        start: (subject, gate) => {
          starts += 1;
          const input = body as StreamingChatCompletionRequest;
          const run = runs.start(id, { source: 'chat', input, subject, gate });
          const unavailable = new StoreUnavailableError({ message: 'unavailable' });
          // By then, the server has sent the head and comments (`heartbeat`).
          return starts === 1 ? timer(50).pipe(concatMap(() => throwError(() => unavailable))) : run;
        },
      }));
      const failing = client.withOptions({ transport: server.transport });
      const page = record(durableChat(failing)(hello).pipe(toContent()));
      flush();

      expect(page.values).toEqual(['Hello']);
      expect(model.requests).toHaveLength(1);
      expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
    });
  });

  it('joins the run of the same id after a reload of the page', () => {
    inVirtualTime(({ flush }) => {
      const { client, model, sentRequests } = open();
      const storage = new Map<string, string>();
      const runId = () => {
        const id = storage.get('run') ?? `tale-${storage.size}`;
        storage.set('run', id);
        return id;
      };
      const page = record(durableChat(client, { runId })(hello));
      let reloaded: { readonly values: readonly string[] } | undefined;
      timer(250).subscribe(() => {
        page.subscription.unsubscribe();
        reloaded = record(durableChat(client, { runId })(hello).pipe(toContent()));
      });
      flush();

      expect(reloaded!.values).toEqual(['Hello']);
      expect(model.requests).toHaveLength(1);
      expect(sentRequests()).toEqual(Array(2).fill('POST /runs/tale-0/chat/completions'));
    });
  });

  it('fails if the id belongs to another request', () => {
    inVirtualTime(({ flush }) => {
      const { client } = open();
      const chat = durableChat(client, { runId: ({ messages }) => `chat-${messages.length}` });
      const pages = [hello, { ...hello, temperature: 1 }].map((request) => record(chat(request)));
      flush();

      expect(pages.map(({ end }) => end)).toEqual(['completed', 'failed']);
      expect(pages[1]!.failure).toBeInstanceOf(RunConflictError);
    });
  });

  it.each<[DurableChatOptions['onUnsubscribe'], number]>([
    [undefined, 0],
    ['leave', 0],
    ['stop', 1],
  ])("stops the run on unsubscribe only if `onUnsubscribe` is 'stop': %j", (onUnsubscribe, cancelled) => {
    inVirtualTime(({ flush }) => {
      const { client, model, sentRequests } = open();
      const page = record(durableChat(client, onUnsubscribe && { onUnsubscribe })(hello));
      timer(250).subscribe(() => {
        page.subscription.unsubscribe();
      });
      flush();

      expect(model.cancelled).toBe(cancelled);
      expect(sentRequests()).toEqual([
        'POST /runs/UUID/chat/completions',
        ...(cancelled === 1 ? ['DELETE /runs/UUID'] : []),
      ]);
    });
  });

  it('sends no DELETE for a run that has ended', () => {
    inVirtualTime(({ flush }) => {
      const { client, sentRequests } = open();
      const done = record(durableChat(client, { onUnsubscribe: 'stop' })(hello));
      flush();
      done.subscription.unsubscribe();
      flush();

      expect(sentRequests()).toEqual(['POST /runs/UUID/chat/completions']);
    });
  });

  it.each([
    ['the POST has not arrived yet', 404, 'run_unknown', 2],
    ['the server is overloaded', 503, 'store_unavailable', 2],
    ['the page may not stop the run', 403, 'forbidden', 1],
  ])('resends the DELETE only if another attempt may succeed: %s', (_, status, code, deletes) => {
    inVirtualTime(({ flush }) => {
      const { client, sentRequests, server } = open();
      let refusals = 0;
      const refusing = client.withOptions({
        retry: false,
        transport: (request) => {
          if (request.method !== 'DELETE' || refusals === 1) return server.transport(request);
          refusals += 1;
          const body = JSON.stringify({ error: { message: 'No.', type: 'server_error', code } });
          return of(
            { type: 'head', status, headers: {} } as const,
            { type: 'data', bytes: new TextEncoder().encode(body) } as const,
          );
        },
      });
      const page = record(durableChat(refusing, { onUnsubscribe: 'stop' })(hello));
      timer(50).subscribe(() => {
        page.subscription.unsubscribe();
      });
      flush();

      expect(refusals).toBe(1);
      expect(sentRequests()).toEqual([
        'POST /runs/UUID/chat/completions',
        ...(deletes === 2 ? ['DELETE /runs/UUID'] : []),
      ]);
    });
  });

  it.each<['leave' | 'stop', number]>([
    ['leave', 0],
    ['stop', 1],
  ])("stops the run on abort only if `onUnsubscribe` is 'stop': %s", (onUnsubscribe, cancelled) => {
    inVirtualTime(({ flush }) => {
      const { client, model, sentRequests } = open();
      const controller = new AbortController();
      const { signal } = controller;
      const page = record(durableChat(client, { onUnsubscribe, signal })(hello));
      timer(250).subscribe(() => {
        controller.abort();
      });
      flush();

      expect(page.failure).toMatchObject({ name: 'RequestAbortedError' });
      expect(model.cancelled).toBe(cancelled);
      expect(sentRequests().slice(1)).toEqual(cancelled === 1 ? ['DELETE /runs/UUID'] : []);
      // With an aborted signal, no run starts, so none is stopped.
      record(durableChat(client, { onUnsubscribe, signal })(hello));
      flush();
      expect(sentRequests()).toHaveLength(1 + cancelled);
    });
  });

  it("ends in the state 'stopped', without an error, if another page stops the run", () => {
    inVirtualTime(({ flush }) => {
      const { client } = open();
      const page = record(durableChat(client, { runId: () => 'tale' })(hello).pipe(toState()));
      timer(250).subscribe(() => {
        record(stopRun(client, 'tale'));
      });
      flush();

      expect(page.values.at(-1)).toMatchObject({
        status: 'stopped',
        completion: { choices: [{ message: { content: 'Hel' } }] },
      });
      expect(page.values.at(-1)).not.toHaveProperty('error');
      expect(page.end).toBe('completed');
    });
  });

  it("can be the chat of a Conversation, where an answer that another page stops is 'stopped'", () => {
    inVirtualTime(({ flush }) => {
      const { client, model } = open();
      let id = 0;
      const chat = durableChat(client, { runId: () => `tale-${(id += 1)}` });
      const conversation = new Conversation(chat, { request: { model: 'default' } });
      conversation.send('Hi.');
      flush();
      expect(conversation.currentState.messages.at(-1)).toMatchObject({ content: 'Hello' });
      conversation.send('And?');
      timer(250).subscribe(() => {
        record(stopRun(client, 'tale-2'));
      });
      flush();

      const { status, error, entries, interrupted } = conversation.currentState;
      expect({ status, error }).toEqual({ status: 'idle' });
      expect(entries.at(-1)).toMatchObject({ status: 'stopped', message: { content: 'Hel' } });
      expect(interrupted).toBeDefined();
      expect(model.requests).toHaveLength(2);
      conversation.close();
    });
  });

  it('can be the chat of runTools, with one durable run per step', () => {
    inVirtualTime(({ flush }) => {
      const { client, sentRequests } = open(({ messages }) =>
        messages.some(({ role: name }) => name === 'tool')
          ? answer
          : [role(), toolCall({ id: 'call', name: 'time', arguments: '{}' }), finish('tool_calls')],
      );
      const time = tool({ name: 'time', description: 'The time.', execute: () => 'noon' });
      const run = record(runTools(durableChat(client), hello, { tools: [time] }));
      flush();

      expect(run.values.at(-1)).toMatchObject({ type: 'completion' });
      expect(sentRequests()).toEqual(Array(2).fill('POST /runs/UUID/chat/completions'));
    });
  });
});
