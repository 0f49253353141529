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

/** A page, and a server whose model takes 100 ms per chunk. */
function open(chunksOf: (request: StreamingChatCompletionRequest) => ChatCompletionChunk[] = () => answer) {
  const model = { requests: [] as StreamingChatCompletionRequest[], cancelled: 0 };
  const sources = {
    chat: (request: StreamingChatCompletionRequest): Observable<ChatCompletionChunk> => {
      model.requests.push(request);
      return from(chunksOf(request)).pipe(
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
  const sent = () =>
    server.requests.map(
      ({ method, url }) => `${method} ${new URL(url).pathname.replace(/[\da-f-]{36}/, 'UUID')}`,
    );
  return { model, runs, server, client, sent };
}

describe('durableChat', () => {
  it('starts a run by POST for each subscriber, and emits its chunks', () => {
    inVirtualTime(({ flush }) => {
      const { client, model, server, sent } = open();
      const chat = durableChat(client);
      const result = chat(hello).pipe(toContent());
      flush();
      expect(server.requests).toEqual([]);
      const pages = [record(result), record(result)];
      flush();

      expect(pages.map(({ values }) => values)).toEqual([['Hello'], ['Hello']]);
      expect(model.requests).toEqual([hello, hello]);
      expect(sent()).toEqual(Array(2).fill('POST /runs/UUID/chat/completions'));
      expect(new Set(server.requests.map(({ url }) => url)).size).toBe(2);
      expectTypeOf(chat(hello)).toEqualTypeOf<Observable<ChatCompletionChunk>>();
    });
  });

  it('sends a POST that got no answer again, and asks the model once', () => {
    inVirtualTime(({ flush }) => {
      const { client, model, server, sent } = open();
      // The second POST reaches the server, whose answer does not reach the page.
      server.faultOf = (index) => (index === 0 ? 'no-response' : undefined);
      server.statusOf = (index) => (index === 1 ? 502 : undefined);
      const page = record(durableChat(client, { jitter: () => 0 })(hello).pipe(toContent()));
      flush();

      expect(page.values).toEqual(['Hello']);
      expect(model.requests).toHaveLength(1);
      expect(sent()).toEqual(Array(3).fill('POST /runs/UUID/chat/completions'));
      expect(new Set(server.requests.map(({ url }) => url)).size).toBe(1);
    });
  });

  it('follows the run by GET once it has begun', () => {
    inVirtualTime(({ flush }) => {
      const { client, model, server, sent } = open();
      server.faultOf = (index) => (index === 0 ? { bytes: 350 } : index === 1 ? { bytes: 5 } : undefined);
      const page = record(durableChat(client)(hello).pipe(toContent()));
      flush();

      expect(page.values).toEqual(['Hello']);
      expect(model.requests).toHaveLength(1);
      expect(sent()).toEqual(['POST /runs/UUID/chat/completions', 'GET /runs/UUID', 'GET /runs/UUID']);
      expect(server.requests[1]).not.toHaveProperty('body');
      expect(server.requests[1]!.headers['last-event-id']).toMatch(/^\d-\d$/);
    });
  });

  it('sends the POST again if the start fails after the head of the response', () => {
    inVirtualTime(({ flush }) => {
      const { client, model, runs } = open();
      let starts = 0;
      const server = new RunServer(runs, (id, body) => ({
        heartbeat: 10,
        start: (subject, gate) => {
          starts += 1;
          const input = body as StreamingChatCompletionRequest;
          const run = runs.start(id, { source: 'chat', input, subject, gate });
          const away = new StoreUnavailableError({ message: 'away' });
          // The first byte is a comment, long before the store answers.
          return starts === 1 ? timer(50).pipe(concatMap(() => throwError(() => away))) : run;
        },
      }));
      const away = client.withOptions({ transport: server.transport });
      const page = record(durableChat(away)(hello).pipe(toContent()));
      flush();

      expect(page.values).toEqual(['Hello']);
      expect(model.requests).toHaveLength(1);
      expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
    });
  });

  it('joins the run of the same id after a reload of the page', () => {
    inVirtualTime(({ flush }) => {
      const { client, model, sent } = open();
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
      expect(sent()).toEqual(Array(2).fill('POST /runs/tale-0/chat/completions'));
    });
  });

  it('fails if the id has another request', () => {
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
  ])('leaves the run when it is unsubscribed from, unless it shall stop: %j', (onUnsubscribe, cancelled) => {
    inVirtualTime(({ flush }) => {
      const { client, model, sent } = open();
      const page = record(durableChat(client, onUnsubscribe && { onUnsubscribe })(hello));
      timer(250).subscribe(() => {
        page.subscription.unsubscribe();
      });
      flush();

      expect(model.cancelled).toBe(cancelled);
      expect(sent()).toEqual([
        'POST /runs/UUID/chat/completions',
        ...(cancelled === 1 ? ['DELETE /runs/UUID'] : []),
      ]);
    });
  });

  it('stops nothing that has ended', () => {
    inVirtualTime(({ flush }) => {
      const { client, sent } = open();
      const done = record(durableChat(client, { onUnsubscribe: 'stop' })(hello));
      flush();
      done.subscription.unsubscribe();
      flush();

      expect(sent()).toEqual(['POST /runs/UUID/chat/completions']);
    });
  });

  it.each([
    ['its POST is still on its way', 404, 'run_unknown', 2],
    ['the server is overloaded', 503, 'store_unavailable', 2],
    ['the page may not stop it', 403, 'forbidden', 1],
  ])('repeats the request that stops a run only if that may help: %s', (_, status, code, deletes) => {
    inVirtualTime(({ flush }) => {
      const { client, sent, server } = open();
      let refused = 0;
      const refusing = client.withOptions({
        retry: false,
        transport: (request) => {
          if (request.method !== 'DELETE' || refused === 1) return server.transport(request);
          refused += 1;
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

      expect(refused).toBe(1);
      expect(sent()).toEqual([
        'POST /runs/UUID/chat/completions',
        ...(deletes === 2 ? ['DELETE /runs/UUID'] : []),
      ]);
    });
  });

  it.each<['leave' | 'stop', number]>([
    ['leave', 0],
    ['stop', 1],
  ])('does the same when its signal aborts: %s', (onUnsubscribe, cancelled) => {
    inVirtualTime(({ flush }) => {
      const { client, model, sent } = open();
      const controller = new AbortController();
      const { signal } = controller;
      const page = record(durableChat(client, { onUnsubscribe, signal })(hello));
      timer(250).subscribe(() => {
        controller.abort();
      });
      flush();

      expect(page.failure).toMatchObject({ name: 'RequestAbortedError' });
      expect(model.cancelled).toBe(cancelled);
      expect(sent().slice(1)).toEqual(cancelled === 1 ? ['DELETE /runs/UUID'] : []);
      // Nothing was started, so there is nothing to stop.
      record(durableChat(client, { onUnsubscribe, signal })(hello));
      flush();
      expect(sent()).toHaveLength(1 + cancelled);
    });
  });

  it('is stopped by another page as a state, not as an error', () => {
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

  it('is the chat of a conversation, which shows a run that was stopped elsewhere as stopped', () => {
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

  it('is the chat of runTools: every step is a run', () => {
    inVirtualTime(({ flush }) => {
      const { client, sent } = open(({ messages }) =>
        messages.some(({ role: name }) => name === 'tool')
          ? answer
          : [role(), toolCall({ id: 'call', name: 'time', arguments: '{}' }), finish('tool_calls')],
      );
      const time = tool({ name: 'time', description: 'The time.', execute: () => 'noon' });
      const run = record(runTools(durableChat(client), hello, { tools: [time] }));
      flush();

      expect(run.values.at(-1)).toMatchObject({ type: 'completion' });
      expect(sent()).toEqual(Array(2).fill('POST /runs/UUID/chat/completions'));
    });
  });
});
