import { Injector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { EMPTY } from 'rxjs';
import {
  type ChatResourceOptions,
  type InjectConversationOptions,
  type InjectStoredConversationOptions,
  chatResource,
  injectConversation,
  provideVenice,
} from 'venice-rx/angular';
import { memoryStore } from 'venice-rx/stores';
import { scriptedTransport } from 'venice-rx/testing';
import { application } from './support/application.js';

type Whole<Options> = { readonly [K in keyof Options]-?: Options[K] };

const chat = () => EMPTY;
const resourceOptions = (): Whole<ChatResourceOptions> => ({
  params: () => undefined,
  whileRunning: 'concat',
  keepValue: true,
  chat,
  onServer: 'wait',
  injector: TestBed.inject(Injector),
});
const conversationOptions = (): Whole<InjectConversationOptions> => ({
  request: { model: 'default' },
  messages: [],
  from: null,
  tools: [],
  maxSteps: 1,
  concurrency: 1,
  approve: () => true,
  onToolError: 'fail',
  goodFinishReasons: [],
  retry: (source) => source,
  whileRunning: 'concat',
  holdQueueOn: 'failure',
  allowUserAfterTool: true,
  trim: () => [],
  trimWhenTooLong: true,
  approvalSigner: { sign: () => '', verify: () => false },
  generateId: () => 'a',
  maxEntries: 10,
  maxVersions: 10,
  chat,
  injector: TestBed.inject(Injector),
});

it('chatResource accepts all documented options, and rejects an unknown one', () => {
  application({ transport: scriptedTransport() });
  const options = resourceOptions();

  expect(() => chatResource(options)).not.toThrow();
  expect(() => chatResource({ ...options, whilerunning: undefined } as never)).toThrow(
    new TypeError(`unknown option \`whilerunning\`; known options: ${Object.keys(options).join(', ')}`),
  );
  expect(() => chatResource({ ...options, onServer: 'later' as never })).toThrow(
    new TypeError("`onServer` must be 'skip' or 'wait'; received 'later'"),
  );
});

it('injectConversation accepts all documented options, and rejects an unknown one', () => {
  application({ transport: scriptedTransport() });
  const options = conversationOptions();

  expect(() => injectConversation(options)).not.toThrow();
  for (const typo of ['injecter', 'message']) {
    expect(() => injectConversation({ ...options, [typo]: undefined })).toThrow(
      `unknown option \`${typo}\`; known options: tools, maxSteps`,
    );
  }
});

it('injectConversation with a store accepts all documented options, and rejects an unknown one', () => {
  application({ transport: scriptedTransport() });
  // With a store, `approvalSigner` requires `from`.
  const { injector, approvalSigner: _, ...others } = conversationOptions();
  const options: Omit<Whole<InjectStoredConversationOptions>, 'approvalSigner'> = {
    ...others,
    id: 'a',
    store: memoryStore(),
    lock: false,
    saveInterval: 100,
    onServer: 'load',
  };

  expect(injectConversation(() => options, injector).status()).not.toBe('failed');
  for (const typo of ['ids', 'injector', 'store_'])
    expect(() => injectConversation(() => ({ ...options, [typo]: undefined }), injector).status()).toThrow(
      `unknown option \`${typo}\`; known options: tools, maxSteps`,
    );
  expect(() =>
    injectConversation(() => ({ ...options, onServer: 'wait' as never }), injector).status(),
  ).toThrow(new TypeError("`onServer` must be 'skip' or 'load'; received 'wait'"));
});

it('provideVenice throws for an unknown option, before the client is created', () => {
  expect(() => provideVenice({ baseURL: '/api' })).not.toThrow();
  expect(() => provideVenice({ baseUrl: '/api' } as never)).toThrow(
    /^unknown option `baseUrl`; known options: apiKey, partitionBy, baseURL, /,
  );
});
