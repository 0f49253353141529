import { type Provider, provideZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type Observable, of } from 'rxjs';
import { VENICE_RENDER_NOTIFIER, provideVenice } from 'venice-rx/angular';
import type { HttpTransport } from 'venice-rx';

/** How an application of a spec is made. */
interface Application {
  readonly transport: HttpTransport;
  /** Default: every value is shown at once. */
  readonly frames?: Observable<unknown>;
  readonly providers?: readonly Provider[];
}

/** Makes the test module of an application without zones, whose client is answered by `transport`. */
export function application({ transport, frames = of(0), providers = [] }: Application): void {
  TestBed.configureTestingModule({
    providers: [
      provideZonelessChangeDetection(),
      provideVenice({ baseURL: 'http://test', transport }),
      { provide: VENICE_RENDER_NOTIFIER, useValue: frames },
      ...providers,
    ],
  });
}
