import type { AsyncContext } from './async-context.js';
import { captureContext as captureZone } from './capture-context.browser.js';
import { resourceContexts } from './resource-contexts.js';

let capture = captureZone;

// Workers have `node:async_hooks` only with the compatibility flag `nodejs_compat` or `nodejs_als`. Without these flags, they have no
// `AsyncLocalStorage` to capture either.
import('node:async_hooks').then(
  (hooks) => {
    capture = resourceContexts(hooks);
  },
  () => undefined,
);

/** Captures the current async context, for edge workers. */
export function captureContext(): AsyncContext {
  return capture();
}
