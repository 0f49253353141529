import { type ObservableInput, type OperatorFunction, concat } from 'rxjs';

/** Goes on with `rest` when the source completes, as `concatWith` does, which would take more room in pages. */
export function followedBy<T, Rest>(rest: ObservableInput<Rest>): OperatorFunction<T, Rest | T> {
  return (source) => concat(source, rest);
}
