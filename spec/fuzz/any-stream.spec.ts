import { EMPTY, concat, from, of, throwError } from 'rxjs';
import type { TransportEvent, TransportHead } from 'venice-rx';
import { assertSame } from 'venice-rx/testing';
import type { ResponseHead } from '../../src/errors/from-response/response-head.js';
import { readChunks } from '../../src/response/read-chunks.js';
import { FrameReader as PlainReader } from '../../src/sse/frame-reader.browser.js';
import { FrameReader } from '../../src/sse/frame-reader.js';
import type { FrameResult } from '../../src/sse/read-frame.js';
import { campaign } from './campaign.js';
import { readWithAll } from './chat-readers.js';
import { corpus } from './corpus.js';
import { getEnding } from './ending.js';
import { type HostileStream, hostileStream, toPieces } from './hostile-chunks.js';

const head: TransportHead = { type: 'head', status: 200, headers: {} };
const answerHead: ResponseHead = { status: 200, headers: {}, now: 0 };

/** Reads a stream as the client does, and then its chunks as users do. */
function isRead(stream: HostileStream): void {
  const reads = toPieces(stream).map((bytes): TransportEvent => ({ type: 'data', bytes }));
  for (const end of [EMPTY, throwError(() => new Error('reset'))]) {
    readWithAll(getEnding(concat(of(head), from(reads), end).pipe(readChunks())));
  }
}

/** Reads a stream with and without a memory, cut in other places. */
function isReadAlike({ bytes, cuts }: HostileStream): void {
  // Values this deep cannot be compared.
  if (/(\[|\{"a":|\[\{"__proto__":){400}/.test(new TextDecoder().decode(bytes))) return;
  const whole = getMeanings(PlainReader, { bytes, cuts: [] });
  assertSame(getMeanings(FrameReader, { bytes, cuts }), whole);
  assertSame(getMeanings(PlainReader, { bytes, cuts }), whole);
}

function getMeanings(Reader: typeof FrameReader | typeof PlainReader, stream: HostileStream): unknown[] {
  const results: unknown[] = [];
  const take = (result: FrameResult): void => {
    if (result !== 'nothing') results.push(result);
    sink.closed ||= result instanceof Error || result === 'done';
  };
  const sink = {
    closed: false,
    chunk: take,
    result: take,
  };
  const reader = new Reader(answerHead, sink);
  for (const piece of toPieces(stream)) if (!sink.closed) reader.push(piece);
  if (!sink.closed) reader.end();
  return results;
}

describe('whatever bytes a server sends', () => {
  it('end in a completion or an error with a type, for every operator', () => {
    campaign('any stream', hostileStream, isRead);
  });

  it('mean what JSON.parse says, also to the reader with a memory', () => {
    campaign('any stream, read alike', hostileStream, isReadAlike);
  });

  it.each(corpus('streams'))('are read once more: %s', (_, bytes) => {
    const everywhere = Array.from(bytes.subarray(0, 5000), (_byte, at) => at);
    for (const cuts of [[], everywhere]) {
      isRead({ bytes, cuts });
      isReadAlike({ bytes, cuts });
    }
  });
});
