import { type ObservableInput, type OperatorFunction, concat } from 'rxjs';

/** Continues with `rest` when the source completes, like `concatWith`, but with a smaller bundle size. */
export function followedBy<T, Rest>(rest: ObservableInput<Rest>): OperatorFunction<T, Rest | T> {
  return (source) => concat(source, rest);
}
