// `chatResource` as an Angular `Resource`.
import {
  type Resource,
  type ResourceStatus,
  type Signal,
  resourceFromSnapshots,
  signal,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expectTypeOf } from 'expect-type';
import type { ChatCompletion } from 'venice-rx';
import { type ChatResource, type ChatResourceOptions, chatResource } from 'venice-rx/angular';
import { type ChatReply, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { application } from './support/application.js';
import { question } from './support/question.js';
import { watch } from './support/watch.js';

/** Reads any resource of Angular, as a library would. */
function describeResource(resource: Resource<ChatCompletion | undefined>): string {
  const value = resource.hasValue() ? resource.value().choices[0]?.message.content : '-';
  const flags = [resource.isLoading() && 'loads', resource.error()?.name].filter(Boolean);
  return [resource.status(), value, ...flags].join(' ');
}

/**
 * Returns the results of `read` in order, without repetitions. Steps: `r` reloads, `s` stops, `n` removes the request, and another
 * letter is the next prompt, after `A`.
 */
function play(
  steps: string,
  replies: readonly ChatReply[],
  options: Partial<ChatResourceOptions> = {},
  read: (chat: ChatResource) => string = describeResource,
): readonly string[] {
  const seen: string[] = [];
  inVirtualTime((helpers) => {
    application({ transport: scriptedTransport(...replies) });
    const prompt = signal('A');
    const chat = TestBed.runInInjectionContext(() =>
      chatResource({ params: () => question(prompt()), ...options }),
    );
    watch(helpers, () => read(chat)).subscribe((text) => seen.push(text));
    helpers.cold(steps).subscribe((step) => {
      if (step === 'r') void chat.reload();
      else if (step === 's') chat.stop();
      else prompt.set(step === 'n' ? '' : step);
    });
  });
  return seen;
}

type Row = readonly [string, string, readonly ChatReply[], Partial<ChatResourceOptions>, readonly string[]];
const rows: readonly Row[] = [
  ['an answer', '', ['-a-b|'], {}, ['loading - loads', 'resolved a', 'resolved ab']],
  [
    'a reload, which keeps the value',
    '----r',
    ['-a|', '--b|'],
    {},
    ['loading - loads', 'resolved a', 'reloading a loads', 'resolved b'],
  ],
  [
    'another request',
    '----B',
    ['-a|', '--b|'],
    {},
    ['loading - loads', 'resolved a', 'loading - loads', 'resolved b'],
  ],
  [
    'another request that keeps the value',
    '----B',
    ['-a|', '--b|'],
    { keepValue: true },
    ['loading - loads', 'resolved a', 'loading a loads', 'resolved b'],
  ],
  [
    'an answer that fails',
    '',
    ['-a-#'],
    {},
    ['loading - loads', 'resolved a', 'error - InternalServerError'],
  ],
  [
    'a reload after an error',
    '---r',
    ['-#', '-a|'],
    {},
    ['loading - loads', 'error - InternalServerError', 'reloading - loads', 'resolved a'],
  ],
  ['an answer that is stopped', '--s', ['-a----b|'], {}, ['loading - loads', 'resolved a']],
  ['a request that is stopped', '--s', ['----b|'], {}, ['loading - loads', 'idle -']],
  ['a request that is removed', '----n', ['-a|'], {}, ['loading - loads', 'resolved a', 'idle a']],
];

it.each(rows)('has the status and the value of a Resource after %s', (_, steps, replies, options, seen) => {
  expect(play(steps, replies, options)).toEqual(seen);
});

it.each(rows)(
  'has snapshots from which Angular creates an equal resource after %s',
  (_, steps, replies, options, seen) => {
    const describeCopy = ({ snapshot }: ChatResource): string =>
      describeResource(resourceFromSnapshots(snapshot));

    expect(play(steps, replies, options, describeCopy)).toEqual(seen);
  },
);

it('has a value that does not throw after an error, unlike a resource that is created from its snapshots', () => {
  const read = (chat: ChatResource): string => {
    const strict = resourceFromSnapshots(chat.snapshot);
    const text = chat.value()?.choices[0]?.message.content ?? '';
    if (chat.status() !== 'error') return text;
    expect(() => strict.value()).toThrow('Resource is currently in an error state');
    return `${text} ${chat.phase()}`;
  };

  expect(play('', ['-a-#'], {}, read)).toEqual(['', 'a', 'a failed']);
});

it('is idle without a request', () => {
  application({ transport: scriptedTransport() });
  const chat = TestBed.runInInjectionContext(() => chatResource({ params: () => undefined }));

  expect(describeResource(chat)).toBe('idle -');
  expect(chat.snapshot()).toEqual({ status: 'idle', value: undefined });
});

it('has the types of a Resource, and hasValue narrows its value', () => {
  application({ transport: scriptedTransport() });
  const chat = TestBed.runInInjectionContext(() => chatResource({ params: () => undefined }));

  expectTypeOf(chat).toExtend<Resource<ChatCompletion | undefined>>();
  expectTypeOf(chat.status).toEqualTypeOf<Signal<ResourceStatus>>();
  expectTypeOf(chat.value).returns.toEqualTypeOf<ChatCompletion | undefined>();
  if (chat.hasValue()) {
    expectTypeOf(chat).toExtend<Resource<ChatCompletion>>();
    expectTypeOf(chat.value).returns.toEqualTypeOf<ChatCompletion>();
    expectTypeOf(chat.phase).returns.toEqualTypeOf<ReturnType<ChatResource['phase']>>();
  }
  // @ts-expect-error -- without `hasValue`, the value may be missing
  expect(() => chat.value().choices).toThrow(TypeError);
});
