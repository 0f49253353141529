import { asyncScheduler } from 'rxjs';
import type { AnswerHead } from '../errors/answer-head.js';
import { toResponseMetadata } from '../errors/response-metadata.js';
import { type Redact, SafeHead, isSuccess } from './answer-buffer.js';
import type { AnswerReading } from './answer-reading.js';
import type { HttpHead } from './http-event.js';

/** The head as errors keep it, after those who asked have been told of it. */
export function readHead(head: HttpHead, { redact = asItIs, onHead }: AnswerReading): AnswerHead {
  const now = asyncScheduler.now();
  const safe = new SafeHead(head, now, redact);
  if (onHead !== undefined && isSuccess(head.status)) onHead(() => toResponseMetadata(safe, now));
  return safe;
}

const asItIs: Redact = (text) => text;
