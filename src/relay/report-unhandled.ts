import { config } from 'rxjs';

/**
 * Reports an error that no callback can receive any more, such as an error of `onError` itself: to RxJS's `config.onUnhandledError` if that is
 * set, otherwise on the console. RxJS would throw the error in a timer, which would end a Node process and so the answers of all other
 * browsers.
 */
export function reportUnhandled(error: unknown): void {
  try {
    if (config.onUnhandledError === null) console.error('venice-rx/relay: unhandled error', error);
    else config.onUnhandledError(error);
  } catch {
    // `config.onUnhandledError` has thrown, so the error cannot be reported.
  }
}

/** Calls a function, and reports its error or the rejection of the promise that it returns. */
export function callSafely(call: () => unknown): void {
  try {
    const result = call();
    if (isThenable(result)) Promise.resolve(result).catch(reportUnhandled);
  } catch (error) {
    reportUnhandled(error);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function';
}
