import { hashText } from '../durable/hash-text.js';
import type { RunInit } from '../durable/run-store.js';
import { toWord } from './parse-reply.js';

/** Fields of a new run and their values. */
export function toRunFields(init: RunInit): string[] {
  const { v, owner, subject, inputHash, source, traceparent, lease, ttl, tombstoneTtl } = init;
  const fields = {
    v: String(v),
    owner,
    subject: toWord(subject),
    subjectHash: hashText(subject),
    inputHash,
    lease: String(Math.ceil(lease)),
    ttl: String(Math.ceil(ttl)),
    tombstoneTtl: String(Math.ceil(tombstoneTtl)),
    ...(source !== undefined && { source }),
    ...(traceparent !== undefined && { traceparent }),
  };
  return Object.entries(fields).flat();
}
