import { PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { take } from 'rxjs';
import { VENICE_RENDER_NOTIFIER } from 'venice-rx/angular';
import { inVirtualTime } from 'venice-rx/testing';

const frame = () => TestBed.inject(VENICE_RENDER_NOTIFIER).pipe(take(1));

it('emits at the next animation frame in a browser', () => {
  inVirtualTime(({ animate, expectObservable }) => {
    animate('----------x---------x');

    expectObservable(frame()).toBe('10ms (x|)', { x: { timestamp: 10, elapsed: 10 } });
  });
});

it('emits after 100 ms in a browser without animation frames, such as a hidden tab', () => {
  inVirtualTime(({ animate, expectObservable }) => {
    animate('');

    expectObservable(frame()).toBe('100ms (x|)', { x: 0 });
  });
});

it('emits after 16 ms on a server', () => {
  TestBed.configureTestingModule({ providers: [{ provide: PLATFORM_ID, useValue: 'server' }] });

  inVirtualTime(({ expectObservable }) => {
    expectObservable(frame()).toBe('16ms (x|)', { x: 0 });
  });
});
