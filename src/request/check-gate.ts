import { type Observable, isObservable } from 'rxjs';

/** Returns a valid gate. Throws a `TypeError` for anything else. */
export function checkGate(gate: Observable<boolean> | undefined): Observable<boolean> | undefined {
  if (gate === undefined || isObservable(gate)) return gate;
  throw new TypeError('gate: give an Observable of booleans; false pauses reading');
}
