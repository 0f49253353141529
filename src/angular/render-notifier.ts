import { PLATFORM_ID, InjectionToken, inject } from '@angular/core';
import { isPlatformBrowser } from '@angular/common';
import { type Observable, animationFrames, race, timer } from 'rxjs';

/** How long a tab that draws no frames, because it is hidden, waits for the next update, in milliseconds. */
const longestFrame = 100;
/** What stands for a frame where nothing is drawn, in milliseconds. */
const frameOnServer = 16;

/**
 * When to show what has come: subscribed to when something waits, and its first value is the moment. Default: the next
 * animation frame or 100 ms, whichever is first, so that a hidden tab goes on; a timer of 16 ms on the server.
 *
 * In a test, `of(0)` shows every chunk at once, and `timer(16)` counts in virtual time.
 */
export const VENICE_RENDER_NOTIFIER = new InjectionToken<Observable<unknown>>('VENICE_RENDER_NOTIFIER', {
  providedIn: 'root',
  factory: () =>
    isPlatformBrowser(inject(PLATFORM_ID))
      ? race(animationFrames(), timer(longestFrame))
      : timer(frameOnServer),
});
