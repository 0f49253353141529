import { type Injector, PLATFORM_ID, PendingTasks } from '@angular/core';
import { isPlatformServer } from '@angular/common';
import { type MonoTypeOperatorFunction, defer, finalize, identity, tap } from 'rxjs';

/** Delays the server's page while a run is active, unless it waits for the user. Does nothing in a browser. */
export function holdWhileRunning<T extends { readonly isRunning: boolean; readonly status?: string }>(
  injector: Injector,
): MonoTypeOperatorFunction<T> {
  if (!isPlatformServer(injector.get(PLATFORM_ID))) return identity;
  const tasks = injector.get(PendingTasks);
  return (states) =>
    defer(() => {
      let release: (() => void) | undefined;
      const hold = (isRunning: boolean): void => {
        if (isRunning) release ??= tasks.add();
        else {
          release?.();
          release = undefined;
        }
      };
      return states.pipe(
        tap(({ isRunning, status }) => {
          hold(isRunning && status !== 'awaiting-approval');
        }),
        finalize(() => {
          hold(false);
        }),
      );
    });
}
