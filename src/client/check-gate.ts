import { type Observable, isObservable } from 'rxjs';

/** A gate as it may be given, or a `TypeError`. */
export function checkGate(gate: unknown): Observable<boolean> | undefined {
  if (gate === undefined || isObservable(gate)) return gate as Observable<boolean> | undefined;
  throw new TypeError('gate: give an Observable of booleans; false pauses reading');
}
