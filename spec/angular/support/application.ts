import { type Provider, provideZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type Observable, of } from 'rxjs';
import { VENICE_RENDER_NOTIFIER, provideVenice } from 'venice-rx/angular';
import type { HttpTransport } from 'venice-rx';

/** Options of the application of a spec. */
interface Application {
  readonly transport: HttpTransport;
  /** The render notifier. Default: emits at once, so that signals have every value. */
  readonly renderNotifier?: Observable<unknown>;
  readonly providers?: readonly Provider[];
}

/** Configures TestBed for an application without zone.js, whose client uses `transport`. */
export function application({ transport, renderNotifier = of(0), providers = [] }: Application): void {
  TestBed.configureTestingModule({
    providers: [
      provideZonelessChangeDetection(),
      provideVenice({ baseURL: 'http://test', transport }),
      { provide: VENICE_RENDER_NOTIFIER, useValue: renderNotifier },
      ...providers,
    ],
  });
}
