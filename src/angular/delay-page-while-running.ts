import { type Injector, PLATFORM_ID, PendingTasks } from '@angular/core';
import { isPlatformServer } from '@angular/common';
import { type MonoTypeOperatorFunction, defer, finalize, identity, tap } from 'rxjs';

/** Delays the rendering on a server while a run is active, unless the run awaits an approval. Does nothing in a browser. */
export function delayPageWhileRunning<T extends { readonly isRunning: boolean; readonly status?: string }>(
  injector: Injector,
): MonoTypeOperatorFunction<T> {
  if (!isPlatformServer(injector.get(PLATFORM_ID))) return identity;
  const tasks = injector.get(PendingTasks);
  return (states) =>
    defer(() => {
      let release: (() => void) | undefined;
      const delay = (isNeeded: boolean): void => {
        if (isNeeded) release ??= tasks.add();
        else {
          release?.();
          release = undefined;
        }
      };
      return states.pipe(
        tap(({ isRunning, status }) => {
          delay(isRunning && status !== 'awaiting-approval');
        }),
        finalize(() => {
          delay(false);
        }),
      );
    });
}
