import { config } from 'rxjs';

/**
 * Reports an error that no callback can receive any more, such as one thrown by `onError` itself. It is passed to RxJS's
 * `config.onUnhandledError` if that is set, otherwise to the console. RxJS would throw it in a timer, which would end a Node process and
 * so the answers of all other browsers.
 */
export function reportUnhandled(error: unknown): void {
  try {
    if (config.onUnhandledError === null) console.error('venice-rx/relay: unhandled error', error);
    else config.onUnhandledError(error);
  } catch {
    // There is no way left to report it.
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
