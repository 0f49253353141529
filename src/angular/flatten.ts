import { type Observable, type OperatorFunction, concatMap, exhaustMap, switchMap } from 'rxjs';

/**
 * What happens to a request that comes while another one is being answered: `switch` cancels the other one, `exhaust`
 * ignores the new one, and `queue` lets it wait for its turn.
 */
export type Flatten = 'exhaust' | 'queue' | 'switch';

/** The operator that does it. Throws a `TypeError` for any other word. */
export function flattenBy<T, R>(
  flatten: Flatten,
  project: (value: T) => Observable<R>,
): OperatorFunction<T, R> {
  switch (flatten) {
    case 'exhaust':
      return exhaustMap(project);
    case 'queue':
      return concatMap(project);
    case 'switch':
      return switchMap(project);
    default:
      throw new TypeError("flatten: give 'switch', 'exhaust' or 'queue'");
  }
}
