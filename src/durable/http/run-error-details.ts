import { isVeniceError } from '../../errors/venice-error.js';
import type { RunFailedError } from '../../errors/run-failed-error.js';
import type { RunLostError } from '../../errors/run-lost-error.js';
import type { RunStoppedError } from '../../errors/run-stopped-error.js';
import type { RunVersionError } from '../../errors/run-version-error.js';
import { omitUndefined } from '../../json/omit-undefined.js';

/** How a run has ended: the field `error.run` of a response. Its values are safe to show. */
export type RunEndDetails =
  | { readonly status: 'failed'; readonly failure: RunFailedError['failure'] }
  | { readonly status: 'lost'; readonly last_offset: string }
  | { readonly status: 'stopped'; readonly reason?: string }
  | { readonly version: number };

/**
 * Returns additional fields for an error that ends the run. They distinguish this error, which is final, from an error of one request,
 * after which a page reconnects.
 */
export function runErrorDetails(error: unknown): { readonly run: RunEndDetails } | undefined {
  if (!isVeniceError(error)) return undefined;
  // By name: the error may come from another copy of the package.
  switch (error.name) {
    case 'RunFailedError':
      return { run: { status: 'failed', failure: (error as unknown as RunFailedError).failure } };
    case 'RunLostError':
      return { run: { status: 'lost', last_offset: (error as unknown as RunLostError).lastOffset } };
    case 'RunStoppedError': {
      const { reason } = error as unknown as RunStoppedError;
      return { run: omitUndefined({ status: 'stopped' as const, reason }) };
    }
    case 'RunVersionError':
      return { run: { version: (error as unknown as RunVersionError).version } };
    default:
      return undefined;
  }
}
