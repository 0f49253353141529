// Applications with zone.js: chats run outside of Angular's zone, and their signals still cause rendering.
import 'zone.js';
import { ApplicationRef, Component, NgZone, provideZoneChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type Observable, Subject, defer, of } from 'rxjs';
import type { ChatCompletionChunk } from 'venice-rx';
import { VENICE_RENDER_NOTIFIER, chatResource, injectConversation, provideVenice } from 'venice-rx/angular';
import { chunk, finish } from 'venice-rx/testing';
import { question } from './support/question.js';

/** Returns a chat whose chunks the spec emits. `isInZone` has an element for each request: whether it was sent in Angular's zone. */
function createChat() {
  const chunks = new Subject<ChatCompletionChunk>();
  const isInZone: boolean[] = [];
  const chat = (): Observable<ChatCompletionChunk> =>
    defer(() => {
      isInZone.push(NgZone.isInAngularZone());
      return chunks;
    });
  return { chunks, isInZone, chat };
}

const whenRendered = (): Promise<boolean> =>
  TestBed.inject(ApplicationRef)
    .whenStable()
    .then(() => true);

beforeEach(() => {
  TestBed.configureTestingModule({
    providers: [
      provideZoneChangeDetection(),
      provideVenice({ baseURL: 'http://test' }),
      { provide: VENICE_RENDER_NOTIFIER, useValue: of(0) },
    ],
  });
});

it('runs in an application with zone.js: this checks the set-up of these specs', () => {
  expect(TestBed.inject(NgZone).run(() => NgZone.isInAngularZone())).toBe(true);
});

it('sends the request outside of the zone, and renders chunks although no code runs in the zone', async () => {
  const { chunks, isInZone, chat } = createChat();
  const zone = TestBed.inject(NgZone);
  const Question = Component({ selector: 'spec-in-zone', template: '{{ answer.text() }}' })(
    class {
      readonly answer = chatResource({ params: () => question('Hi'), chat });
    },
  );
  const fixture = TestBed.createComponent(Question);
  fixture.autoDetectChanges();
  await whenRendered();
  const turns = jest.fn();
  const counting = zone.onMicrotaskEmpty.subscribe({ next: turns });

  chunks.next(chunk('Hel'));
  chunks.next(chunk('lo'));
  const turnsBeforeRendering = turns.mock.calls.length;
  await whenRendered();
  counting.unsubscribe();

  expect((fixture.nativeElement as HTMLElement).textContent).toBe('Hello');
  expect(isInZone).toEqual([false]);
  expect(turnsBeforeRendering).toBe(0);
});

it('sends the messages of a conversation outside of the zone', async () => {
  const { chunks, isInZone, chat } = createChat();
  const zone = TestBed.inject(NgZone);
  const conversation = TestBed.runInInjectionContext(() =>
    injectConversation({ request: { model: 'default' }, whileRunning: 'switch', chat }),
  );

  zone.run(() => {
    conversation.send('Hi');
    conversation.regenerate();
  });
  chunks.next(chunk('Hello'));
  chunks.next(finish('stop'));
  chunks.complete();
  await whenRendered();

  expect(isInZone).toEqual([false, false]);
  expect(conversation.messages()).toHaveLength(2);
});
