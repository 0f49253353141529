import {
  BehaviorSubject,
  type MonoTypeOperatorFunction,
  type Observable,
  distinctUntilChanged,
  finalize,
  identity,
  ignoreElements,
  takeUntil,
  tap,
} from 'rxjs';

/** The gate of one run. */
export interface RunGate {
  /** Whether reading goes on: now, and whenever that changes. Never ends by itself. */
  readonly state: Observable<boolean> | undefined;
  /** Keeps the one subscription to the caller's gate as long as the run lasts, and opens the gate when it has ended. */
  readonly guard: <T>() => MonoTypeOperatorFunction<T>;
}

/**
 * Subscribes to a caller's gate once for each run, however many attempts, clocks and transports look at it.
 *
 * Open until the first value; when the gate completes, its last value stands; when it fails, so does the run. Behind the end
 * of an answer it is open, so that what is left of the body can be drained.
 */
export function runGate(gate: Observable<boolean> | undefined): RunGate {
  if (gate === undefined) return { state: undefined, guard: () => identity };
  const state = new BehaviorSubject(true);
  const changes = gate.pipe(
    tap((isOpen) => state.next(isOpen)),
    ignoreElements(),
  );
  const open = (): void => {
    state.next(true);
  };
  return {
    state: state.pipe(distinctUntilChanged()),
    guard: () => (run) => run.pipe(takeUntil(changes), finalize(open)),
  };
}
