import { ApplicationRef, PLATFORM_ID, TransferState } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { of } from 'rxjs';
import {
  type ChatResource,
  type ChatResourceOptions,
  VENICE_RENDER_NOTIFIER,
  chatResource,
  provideVenice,
} from 'venice-rx/angular';
import { type ChatReply, type ScriptedTransport, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { ANSWER_TRANSFER } from '../../src/angular/page-transfer.js';
import { question } from './support/question.js';

const secrets = { apiKey: 'key-of-this-spec', headers: { cookie: 'cookie-of-this-spec' } };

interface Rendered {
  readonly transport: ScriptedTransport;
  readonly texts: readonly string[];
  /** The transfer state in the page. */
  readonly page: string;
}

/** Renders the application on a server until it is stable, in real time. */
async function onServer(
  questions: readonly string[],
  replies: readonly ChatReply[],
  options: Partial<ChatResourceOptions>,
): Promise<Rendered> {
  const transport = scriptedTransport(...replies);
  const chats = start('server', questions, transport, options);
  await TestBed.inject(ApplicationRef).whenStable();
  return { transport, ...shown(chats) };
}

/** Renders the page in the browser, in virtual time. */
function inBrowser(page: string, questions: readonly string[], ...replies: readonly ChatReply[]): Rendered {
  const transport = scriptedTransport(...replies);
  return inVirtualTime(({ flush }) => {
    const chats = start('browser', questions, transport, { onServer: 'wait' }, page);
    flush();
    return { transport, ...shown(chats) };
  });
}

function start(
  platform: 'browser' | 'server',
  questions: readonly string[],
  transport: ScriptedTransport,
  options: Partial<ChatResourceOptions>,
  page = '{}',
): readonly ChatResource[] {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({
    providers: [
      { provide: PLATFORM_ID, useValue: platform },
      { provide: VENICE_RENDER_NOTIFIER, useValue: of(0) },
      provideVenice({
        baseURL: 'http://test',
        transport,
        ...(platform === 'server' && { ...secrets, dangerouslyAllowBrowser: true }),
      }),
    ],
  });
  const state = TestBed.inject(TransferState);
  const transferred = JSON.parse(page) as Record<string, unknown>;
  for (const [key, value] of Object.entries(transferred)) state.set(key as never, value as never);
  const chats = TestBed.runInInjectionContext(() =>
    questions.map((text) => chatResource({ params: () => question(text), ...options })),
  );
  for (const chat of chats) chat.phase();
  return chats;
}

function shown(chats: readonly ChatResource[]): Omit<Rendered, 'transport'> {
  return {
    texts: chats.map((chat) => `${chat.phase()} ${chat.text()}`.trim()),
    page: TestBed.inject(TransferState).toJson(),
  };
}

const wait = { onServer: 'wait' } as const;

it('sends nothing on a server without `onServer: "wait"`', async () => {
  const { transport, texts } = await onServer(['Hi'], [], {});

  expect(transport.requests).toEqual([]);
  expect(texts).toEqual(['pending']);
});

it('sends a request in the browser that the server has skipped', async () => {
  const { page } = await onServer(['Hi'], [], { onServer: 'skip' });

  expect(inBrowser(page, ['Hi'], '-a|').texts).toEqual(['done a']);
});

it('delays the page until the answer is complete', async () => {
  expect((await onServer(['Hi'], ['-a------b|'], wait)).texts).toEqual(['done ab']);
});

it('renders the page even if the answer fails, and repeats the request in the browser', async () => {
  const { texts, page } = await onServer(['Hi'], ['-a--#'], wait);

  expect(texts).toEqual(['failed a']);
  expect(page).toBe('{}');
  expect(inBrowser(page, ['Hi'], '-b|').texts).toEqual(['done b']);
});

it('does not repeat the request in the browser, whose first rendering has the answer', async () => {
  const { page } = await onServer(['Hi'], ['-a|'], wait);
  const { transport, texts } = inBrowser(page, ['Hi']);

  expect(texts).toEqual(['done a']);
  expect(transport.requests).toEqual([]);
});

it('transfers the answers to two equal questions separately', async () => {
  const { page } = await onServer(['Hi', 'Hi'], ['-----a|', '-b|'], wait);
  const { transport, texts } = inBrowser(page, ['Hi', 'Hi']);

  expect(texts).toEqual(['done a', 'done b']);
  expect(transport.requests).toEqual([]);
});

it('sends a request in the browser that the server has not sent', async () => {
  const { page } = await onServer(['Hi'], ['-a|'], wait);
  const { transport, texts } = inBrowser(page, ['Hi', 'Ho'], '-b|');

  expect(texts).toEqual(['done a', 'done b']);
  expect(transport.requests.map(({ prompt }) => prompt)).toEqual(['Ho']);
});

it('uses a transferred answer once: the next request is sent', async () => {
  const { page } = await onServer(['Hi'], ['-a|'], wait);

  expect(inBrowser(page, ['Hi']).page).toBe('{}');
  expect(inBrowser(page, ['Hi', 'Hi'], '-c|').texts).toEqual(['done a', 'done c']);
});

it('transfers no key, no header and no prompt', async () => {
  const { page, transport } = await onServer(['A question of this spec'], ['-a|'], wait);

  expect(transport.requests[0]?.headers['authorization']).toContain(secrets.apiKey);
  expect(transport.requests[0]?.headers['cookie']).toBe(secrets.headers.cookie);
  expect(page).toContain('"content":"a"');
  expect(page).not.toMatch(/of.this.spec/i);
});

it('uses no memory in the browser for requests without a transferred answer', () => {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers: [{ provide: PLATFORM_ID, useValue: 'browser' }] });
  const transfer = TestBed.inject(ANSWER_TRANSFER);
  const set = jest.spyOn(Map.prototype, 'set');

  const slots = Array.from({ length: 3 }, (_, index) => transfer.next(`question ${index}`));
  const entries = set.mock.calls.length;
  set.mockRestore();

  expect(slots.map(({ take }) => take())).toEqual([undefined, undefined, undefined]);
  expect(entries).toBe(0);
});
