import { EnvironmentInjector, Injector, createEnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { concatMap, delay, from, of, switchMap, tap, timer } from 'rxjs';
import { type StreamingChatCompletionRequest, VeniceClient } from 'venice-rx';
import { type ChatResource, chatResource, injectConversation, injectVenice } from 'venice-rx/angular';
import {
  type DurableChatOptions,
  durableChat,
  durableRuns,
  followRun,
  memoryRunStore,
  stopRun,
} from 'venice-rx/durable';
import { chunk, finish, inVirtualTime, role } from 'venice-rx/testing';
import { RunServer } from '../durable/run-server.js';
import { application } from './support/application.js';
import { question } from './support/question.js';
import { watch } from './support/watch.js';

/** Creates an application, and a server whose model sends a chunk every 10 ms. */
function open() {
  const model = { requests: [] as string[], cancelled: 0 };
  const runs = durableRuns(memoryRunStore(), {
    lease: 600_000,
    sources: {
      chat: (request: StreamingChatCompletionRequest) => {
        model.requests.push(request.model);
        return from([role(), chunk('Hel'), chunk('lo'), finish()]).pipe(
          concatMap((value) => of(value).pipe(delay(10))),
          tap({ unsubscribe: () => (model.cancelled += 1) }),
        );
      },
    },
  });
  const server = new RunServer(runs, (id, body) => ({
    start: (subject, gate) =>
      runs.start(id, { source: 'chat', input: body as StreamingChatCompletionRequest, subject, gate }),
  }));
  application({ transport: server.transport });
  const chat = (options?: DurableChatOptions) =>
    durableChat(TestBed.runInInjectionContext(injectVenice), {
      runId: () => 'tale',
      jitter: () => 1,
      ...options,
    });
  const sent = () => server.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
  return { model, server, chat, sent };
}

const ask = (options: Partial<Parameters<typeof chatResource>[0]>): ChatResource =>
  TestBed.runInInjectionContext(() => chatResource({ params: () => question('Hi'), ...options }));
const phaseAndText = (resource: ChatResource) => () => `${resource.phase()} ${resource.text()}`.trim();

describe('chatResource with a durable chat', () => {
  it('continues an answer whose connection is lost', () => {
    inVirtualTime((helpers) => {
      const { server, chat, model, sent } = open();
      // The first response breaks off after 400 bytes, in the middle of the second frame.
      server.getFault = (index) => (index === 0 ? { bytes: 400 } : undefined);
      const resource = ask({ chat: chat() });
      const shown: string[] = [];
      for (let at = 0; at < 600; at += 5)
        timer(at).subscribe(() => {
          TestBed.tick();
          const text = phaseAndText(resource)();
          if (shown.at(-1) !== text) shown.push(text);
        });
      helpers.flush();

      expect(shown[0]).toBe('pending');
      expect(shown.at(-1)).toBe('done Hello');
      expect(resource.error()).toBeUndefined();
      expect(model.requests).toHaveLength(1);
      expect(sent()).toEqual(['POST /runs/tale/chat/completions', 'GET /runs/tale']);
    });
  });

  it('shows the same answer in the reloaded page, with one request to the model', () => {
    inVirtualTime((helpers) => {
      const { chat, model, sent } = open();
      const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
      ask({ chat: chat(), injector: injector.get(Injector) }).text();
      let reloaded: ChatResource | undefined;
      timer(25).subscribe(() => {
        injector.destroy();
        reloaded = ask({ chat: chat() });
        reloaded.text();
      });
      helpers.flush();

      expect(phaseAndText(reloaded!)()).toBe('done Hello');
      expect(model).toEqual({ requests: ['default'], cancelled: 0 });
      expect(sent()).toEqual(Array(2).fill('POST /runs/tale/chat/completions'));
    });
  });

  it('shows a run that it follows by the id of the run', () => {
    inVirtualTime((helpers) => {
      const { chat, sent } = open();
      ask({ chat: chat() }).text();
      const client = TestBed.runInInjectionContext(injectVenice);
      const resource = ask({ chat: () => followRun(client, 'tale') });

      helpers.expectObservable(watch(helpers, phaseAndText(resource))).toBe('p 19ms a 9ms b 9ms d', {
        p: 'pending',
        a: 'streaming Hel',
        b: 'streaming Hello',
        d: 'done Hello',
      });
      helpers.flush();
      expect(sent()).toEqual(['POST /runs/tale/chat/completions', 'GET /runs/tale']);
    });
  });

  it.each([
    ['leave', 0],
    ['stop', 1],
  ] as const)(
    'ends its answer by stop(), which stops, with onUnsubscribe `%s`, %i runs',
    (onUnsubscribe, cancelled) => {
      inVirtualTime((helpers) => {
        const { chat, model } = open();
        const resource = ask({ chat: chat({ onUnsubscribe }) });
        resource.text();
        timer(25).subscribe(() => {
          resource.stop();
        });
        helpers.flush();

        expect(phaseAndText(resource)()).toBe('stopped Hel');
        expect(model.cancelled).toBe(cancelled);
      });
    },
  );

  it('has the phase `stopped` when another page stops the run', () => {
    inVirtualTime((helpers) => {
      const { chat, server } = open();
      const resource = ask({ chat: chat() });
      resource.text();
      const other = new VeniceClient({ baseURL: 'http://test', apiKey: false, transport: server.transport });
      timer(25)
        .pipe(switchMap(() => stopRun(other, 'tale')))
        .subscribe();
      helpers.flush();

      expect(phaseAndText(resource)()).toBe('stopped Hel');
      expect(resource.error()).toBeUndefined();
    });
  });
});

describe('injectConversation with a durable chat', () => {
  it('continues an answer whose connection is lost, and stops a run that another page stops', () => {
    inVirtualTime((helpers) => {
      const { chat, server, model } = open();
      let count = 0;
      server.getFault = (index) => (index === 0 ? { bytes: 400 } : undefined);
      const conversation = TestBed.runInInjectionContext(() =>
        injectConversation({
          request: { model: 'default' },
          chat: chat({ runId: () => `tale-${(count += 1)}` }),
        }),
      );
      conversation.send('Hi');
      helpers.flush();
      expect(conversation.messages().at(-1)).toMatchObject({ content: 'Hello' });
      expect(model.requests).toHaveLength(1);

      conversation.send('And?');
      const other = new VeniceClient({ baseURL: 'http://test', apiKey: false, transport: server.transport });
      timer(25)
        .pipe(switchMap(() => stopRun(other, 'tale-2')))
        .subscribe();
      helpers.flush();
      expect(conversation.status()).toBe('idle');
      expect(conversation.error()).toBeUndefined();
      expect(conversation.entries().at(-1)).toMatchObject({ status: 'stopped', message: { content: 'Hel' } });
    });
  });
});
