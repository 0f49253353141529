import { gzipSync } from 'node:zlib';

import type { EngineAnswer } from '../engine/engine-answer.js';
import type { EngineRequest } from '../engine/engine-request.js';
import type { PlayedAnswer } from './play-answer.js';

/** Compresses a completion in one piece where the client takes gzip. Streams and errors are never compressed. */
export function compressBody(answer: EngineAnswer, { headers, method }: EngineRequest): PlayedAnswer {
  const isWanted = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  // Bytes that a fault cuts or breaks are sent as they are.
  const isPlain = answer.form?.split === undefined && answer.ending === undefined;
  if ('frames' in answer || answer.status !== 200 || method !== 'POST' || !isWanted || !isPlain)
    return answer;
  const compressed = gzipSync(answer.body);
  return { ...answer, compressed, headers: { ...answer.headers, 'content-encoding': 'gzip' } };
}
