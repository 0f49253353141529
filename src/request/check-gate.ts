import { type Observable, isObservable } from 'rxjs';

/** A gate as it may be given, or a `TypeError`. */
export function checkGate(gate: Observable<boolean> | undefined): Observable<boolean> | undefined {
  if (gate === undefined || isObservable(gate)) return gate;
  throw new TypeError('gate: give an Observable of booleans; false pauses reading');
}
