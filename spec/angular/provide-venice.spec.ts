import { EnvironmentInjector, InjectionToken, createEnvironmentInjector, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ClientClosedError, VeniceClient, contentDeltas } from 'venice-rx';
import { VENICE_CLIENT, injectVenice, provideVenice } from 'venice-rx/angular';
import { inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { question } from './support/question.js';

const getClient = (): VeniceClient => TestBed.runInInjectionContext(injectVenice);

it('provides one client for an application', () => {
  TestBed.configureTestingModule({ providers: [provideVenice({ baseURL: '/api' })] });

  expect(getClient()).toBeInstanceOf(VeniceClient);
  expect(getClient()).toBe(getClient());
});

it('creates the client at the first injection, not before', () => {
  const options = jest.fn(() => ({ baseURL: '/api' }));
  TestBed.configureTestingModule({ providers: [provideVenice(options)] });
  TestBed.inject(EnvironmentInjector);

  expect(options).not.toHaveBeenCalled();
  getClient();
  expect(options).toHaveBeenCalledTimes(1);
});

it('calls a function that returns the options in an injection context', () => {
  const ADDRESS = new InjectionToken<string>('ADDRESS');
  inVirtualTime(({ flush }) => {
    const transport = scriptedTransport('|');
    TestBed.configureTestingModule({
      providers: [
        { provide: ADDRESS, useValue: 'http://relay.test/v1' },
        provideVenice(() => ({ baseURL: inject(ADDRESS), transport })),
      ],
    });

    getClient()
      .chat.completions.create({ ...question('Hi')!, stream: true })
      .subscribe({ error: () => undefined });
    flush();

    expect(transport.requests[0]?.url).toBe('http://relay.test/v1/chat/completions');
  });
});

it('closes the client when its injector is destroyed', () => {
  inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
    const transport = scriptedTransport('-a-----|');
    TestBed.configureTestingModule({});
    const injector = createEnvironmentInjector(
      [provideVenice({ baseURL: 'http://test', transport })],
      TestBed.inject(EnvironmentInjector),
    );
    const client = injector.get(VENICE_CLIENT);
    const answer = client.chat.completions.create({ ...question('Hi')!, stream: true }).pipe(contentDeltas());

    cold('---d').subscribe(() => {
      injector.destroy();
    });

    const error = new ClientClosedError({ message: 'the client has been closed' });
    expectObservable(answer).toBe('-a-#', undefined, error);
    expectSubscriptions(transport.subscriptions).toBe('^--!');
  });
});

it('can provide another client for a route', () => {
  TestBed.configureTestingModule({ providers: [provideVenice({ baseURL: '/api' })] });
  const route = createEnvironmentInjector(
    [provideVenice({ baseURL: '/other' })],
    TestBed.inject(EnvironmentInjector),
  );

  expect(route.get(VENICE_CLIENT)).not.toBe(getClient());
});

it('can be replaced by another provider of the client', () => {
  const client = new VeniceClient({ baseURL: '/mine' });
  TestBed.configureTestingModule({
    providers: [provideVenice(), { provide: VENICE_CLIENT, useValue: client }],
  });

  expect(getClient()).toBe(client);
});

it('is named in the error of injectVenice if no client is provided', () => {
  TestBed.configureTestingModule({});

  expect(getClient).toThrow('provideVenice({ … })');
});

it('does not let injectVenice be called outside of an injection context', () => {
  expect(injectVenice).toThrow(/injectVenice\(\) can only be used within an injection context/);
});

it('throws an error that names the invalid option', () => {
  TestBed.configureTestingModule({ providers: [provideVenice({ baseURL: 'ftp://files.test' })] });

  expect(getClient).toThrow('baseURL');
});
