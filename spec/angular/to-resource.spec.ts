import { type Resource } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expectTypeOf } from 'expect-type';
import type { ChatCompletion } from 'venice-rx';
import { chatResource, toResource } from 'venice-rx/angular';
import { inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { application } from './support/application.js';
import { question } from './support/question.js';
import { watch } from './support/watch.js';

const make = () =>
  TestBed.runInInjectionContext(() => {
    const chat = chatResource({ params: () => question('Hi') });
    return { chat, resource: toResource(chat) };
  });

it('is resolved from the first part of the answer on', () => {
  inVirtualTime((helpers) => {
    const transport = scriptedTransport('--a-b|');
    application({ transport });
    const { resource } = make();

    const shown = watch(helpers, () =>
      [
        resource.status(),
        resource.hasValue() ? resource.value().choices[0]?.message.content : undefined,
      ].join(' '),
    );

    helpers.expectObservable(shown).toBe('l-a-b', { l: 'loading ', a: 'resolved a', b: 'resolved ab' });
    helpers.expectSubscriptions(transport.subscriptions).toBe('^----!');
  });
});

it('is reloading while it has the answer of before', () => {
  inVirtualTime((helpers) => {
    application({ transport: scriptedTransport('a|', '--b|') });
    const { chat, resource } = make();

    helpers.cold('---r').subscribe(() => {
      void chat.reload();
    });

    helpers
      .expectObservable(watch(helpers, () => `${resource.status()} ${String(resource.isLoading())}`))
      .toBe('ad-r-d', { a: 'loading true', d: 'resolved false', r: 'reloading true' });
  });
});

it('has an error whose value throws, as any resource of Angular', () => {
  inVirtualTime(({ flush }) => {
    application({ transport: scriptedTransport('-a-#') });
    const { chat, resource } = make();
    resource.status();
    flush();

    expect(resource.status()).toBe('error');
    expect(resource.error()).toMatchObject({ name: 'InternalServerError' });
    expect(() => resource.value()).toThrow();
    expect(chat.text()).toBe('a');
  });
});

it('is idle where there is nothing to ask', () => {
  application({ transport: scriptedTransport() });
  const resource = TestBed.runInInjectionContext(() => toResource(chatResource({ params: () => undefined })));

  expect(resource.status()).toBe('idle');
  expectTypeOf(resource).toEqualTypeOf<Resource<ChatCompletion | undefined>>();
});
