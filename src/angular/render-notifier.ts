import { PLATFORM_ID, InjectionToken, inject } from '@angular/core';
import { isPlatformBrowser } from '@angular/common';
import { type Observable, animationFrames, race, timer } from 'rxjs';

/** Maximum delay of an update in milliseconds, for hidden tabs, which have no animation frames. */
const maxFrameTime = 100;
/** Milliseconds between two updates on a server. */
const serverFrameTime = 16;

/**
 * Decides when the signals of an answer that is streaming change: an Observable that is subscribed to for each change, and whose first value
 * makes the change. Default in a browser: the next animation frame or 100 ms, whichever is first, so that a hidden tab is updated too;
 * default on a server: 16 ms.
 *
 * In a test, provide `of(0)` to show every chunk at once, or `timer(16)` for virtual time.
 */
export const VENICE_RENDER_NOTIFIER = new InjectionToken<Observable<unknown>>('VENICE_RENDER_NOTIFIER', {
  providedIn: 'root',
  factory: () =>
    isPlatformBrowser(inject(PLATFORM_ID))
      ? race(animationFrames(), timer(maxFrameTime))
      : timer(serverFrameTime),
});
