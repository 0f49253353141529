import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import type { EngineAnswer } from './engine/engine-answer.js';
import type { EngineRequest } from './engine/engine-request.js';
import type { PlayedAnswer } from './engine/play-answer.js';
import { acceptedCoding } from './accepted-coding.js';

// Brotli's default, the highest quality, takes seconds for a long answer.
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const compress = { br: (body: string) => brotliCompressSync(body, quality), gzip: gzipSync } as const;

/** Compresses a non-streamed completion if the client accepts brotli or gzip. Never compresses streams and errors. */
export function compressBody(answer: EngineAnswer, { headers, method }: EngineRequest): PlayedAnswer {
  const coding = acceptedCoding(headers['accept-encoding']);
  // A body that a fault splits or interrupts is not compressed.
  const isPlain = answer.delivery?.split === undefined && answer.ending === undefined;
  const isCompletion = !('frames' in answer) && answer.status === 200 && method === 'POST';
  if (!isCompletion || !isPlain || coding === undefined) return answer;
  const compressed = compress[coding](answer.body);
  return { ...answer, compressed, headers: { ...answer.headers, 'content-encoding': coding } };
}
