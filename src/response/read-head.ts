import { asyncScheduler } from 'rxjs';
import type { ResponseHead } from '../errors/from-response/response-head.js';
import { toResponseMetadata } from '../errors/from-response/response-metadata.js';
import { isSuccess } from './is-success.js';
import { type Redact, RedactedHead } from './redacted-head.js';
import type { ResponseReaderOptions } from './response-reader-options.js';
import type { TransportHead } from '../transport/transport-event.js';

/** Returns the redacted head for errors. Before that, calls `onHead` if the status is a success. */
export function readHead(
  head: TransportHead,
  { redact = unchanged, onHead }: ResponseReaderOptions,
): ResponseHead {
  const now = asyncScheduler.now();
  const safe = new RedactedHead(head, now, redact);
  if (onHead !== undefined && isSuccess(head.status)) onHead(() => toResponseMetadata(safe, now));
  return safe;
}

const unchanged: Redact = (text) => text;
