import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import type { EngineAnswer } from './engine/engine-answer.js';
import type { EngineRequest } from './engine/engine-request.js';
import type { CompressibleAnswer } from './engine/play-answer.js';
import { selectCoding } from './select-coding.js';

// Brotli's default, the highest quality, takes seconds for a long answer.
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const compress = { br: (body: string) => brotliCompressSync(body, quality), gzip: gzipSync } as const;

/** Compresses a completion in one piece if the client accepts brotli or gzip; not streams, errors or lists. */
export function compressBody(answer: EngineAnswer, { headers, method }: EngineRequest): CompressibleAnswer {
  const coding = selectCoding(headers['accept-encoding']);
  // The bytes of a body that a fault splits or interrupts stay readable.
  const isFaulty = answer.delivery?.split !== undefined || answer.ending !== undefined;
  const isCompletion = !('frames' in answer) && answer.status === 200 && method === 'POST';
  if (!isCompletion || isFaulty || coding === undefined) return answer;
  const compressed = compress[coding](answer.body);
  return { ...answer, compressed, headers: { ...answer.headers, 'content-encoding': coding } };
}
