import type { AsyncContext } from './async-context.js';
import { captureContext as captureZone } from './capture-context.browser.js';
import { resourceContexts } from './resource-contexts.js';

let capture = captureZone;

// Workers have this module only with the compatibility flag `nodejs_compat` or `nodejs_als`. Without a flag, they have no stores either.
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
