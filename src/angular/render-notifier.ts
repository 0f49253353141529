import { PLATFORM_ID, InjectionToken, inject } from '@angular/core';
import { isPlatformBrowser } from '@angular/common';
import { type Observable, animationFrames, race, timer } from 'rxjs';

/** Maximum delay in milliseconds of an update in a hidden tab, which renders no frames. */
const maxFrameTime = 100;
/** Duration of a frame in milliseconds without rendering. */
const frameOnServer = 16;

/**
 * Schedules updates of signals: subscribed to when a value is pending, and its first emission applies it. Default: the next
 * animation frame or 100 ms, whichever is first, so that a hidden tab continues; a timer of 16 ms on the server.
 *
 * In a test, `of(0)` shows every chunk at once, and `timer(16)` uses virtual time.
 */
export const VENICE_RENDER_NOTIFIER = new InjectionToken<Observable<unknown>>('VENICE_RENDER_NOTIFIER', {
  providedIn: 'root',
  factory: () =>
    isPlatformBrowser(inject(PLATFORM_ID))
      ? race(animationFrames(), timer(maxFrameTime))
      : timer(frameOnServer),
});
