import { type Observable, type OperatorFunction, concatMap, exhaustMap, switchMap } from 'rxjs';
import type { WhileRunning } from '../conversation/conversation-options.js';

/** Returns the operator of RxJS that a policy is named after. */
export function flattenBy<T, R>(
  whileRunning: WhileRunning,
  project: (value: T) => Observable<R>,
): OperatorFunction<T, R> {
  switch (whileRunning) {
    case 'exhaust':
      return exhaustMap(project);
    case 'concat':
      return concatMap(project);
    case 'switch':
      return switchMap(project);
  }
}
