import { EnvironmentInjector, InjectionToken, createEnvironmentInjector, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ClientClosedError, VeniceClient, contentDeltas } from 'venice-rx';
import { VENICE_CLIENT, injectVenice, provideVenice } from 'venice-rx/angular';
import { inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { question } from './support/question.js';

const injected = (): VeniceClient => TestBed.runInInjectionContext(injectVenice);

it('provides one client for an application', () => {
  TestBed.configureTestingModule({ providers: [provideVenice({ baseURL: '/api' })] });

  expect(injected()).toBeInstanceOf(VeniceClient);
  expect(injected()).toBe(injected());
});

it('makes the client when it is needed, and not before', () => {
  const options = jest.fn(() => ({ baseURL: '/api' }));
  TestBed.configureTestingModule({ providers: [provideVenice(options)] });
  TestBed.inject(EnvironmentInjector);

  expect(options).not.toHaveBeenCalled();
  injected();
  expect(options).toHaveBeenCalledTimes(1);
});

it('lets the function that gives the options inject what it needs', () => {
  const ADDRESS = new InjectionToken<string>('ADDRESS');
  inVirtualTime(({ flush }) => {
    const transport = scriptedTransport('|');
    TestBed.configureTestingModule({
      providers: [
        { provide: ADDRESS, useValue: 'http://relay.test/v1' },
        provideVenice(() => ({ baseURL: inject(ADDRESS), transport })),
      ],
    });

    injected()
      .chat.completions.create({ ...question('Hi')!, stream: true })
      .subscribe({ error: () => undefined });
    flush();

    expect(transport.requests[0]?.url).toBe('http://relay.test/v1/chat/completions');
  });
});

it('closes the client with its injector', () => {
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

it('gives a route a client of its own', () => {
  TestBed.configureTestingModule({ providers: [provideVenice({ baseURL: '/api' })] });
  const route = createEnvironmentInjector(
    [provideVenice({ baseURL: '/other' })],
    TestBed.inject(EnvironmentInjector),
  );

  expect(route.get(VENICE_CLIENT)).not.toBe(injected());
});

it('can be replaced as a whole', () => {
  const client = new VeniceClient({ baseURL: '/mine' });
  TestBed.configureTestingModule({
    providers: [provideVenice(), { provide: VENICE_CLIENT, useValue: client }],
  });

  expect(injected()).toBe(client);
});

it('says what to do where it is missing', () => {
  TestBed.configureTestingModule({});

  expect(injected).toThrow('provideVenice({ … })');
});

it('says where injectVenice may be called', () => {
  expect(injectVenice).toThrow(/injectVenice\(\) can only be used within an injection context/);
});

it('names the option that is wrong', () => {
  TestBed.configureTestingModule({ providers: [provideVenice({ baseURL: 'ftp://files.test' })] });

  expect(injected).toThrow('baseURL');
});
