import { asyncScheduler } from 'rxjs';
import type { ResponseHead } from '../errors/answer-head.js';
import { toResponseMetadata } from '../errors/response-metadata.js';
import { type Redact, RedactedHead, isSuccess } from './answer-buffer.js';
import type { ResponseReaderOptions } from './answer-reading.js';
import type { HttpHead } from './http-event.js';

/** The head as errors keep it, after those who asked have been told of it. */
export function readHead(head: HttpHead, { redact = asItIs, onHead }: ResponseReaderOptions): ResponseHead {
  const now = asyncScheduler.now();
  const safe = new RedactedHead(head, now, redact);
  if (onHead !== undefined && isSuccess(head.status)) onHead(() => toResponseMetadata(safe, now));
  return safe;
}

const asItIs: Redact = (text) => text;
