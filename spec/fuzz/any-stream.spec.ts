import { EMPTY, concat, from, of, throwError } from 'rxjs';
import type { TransportEvent, TransportHead } from 'venice-rx';
import { assertSame } from 'venice-rx/testing';
import type { ResponseHead } from '../../src/errors/from-response/response-head.js';
import { readChunks } from '../../src/response/read-chunks.js';
import { FrameReader as SimpleReader } from '../../src/sse/frame-reader.browser.js';
import { FrameReader } from '../../src/sse/frame-reader.js';
import type { FrameResult } from '../../src/sse/read-frame.js';
import { checkProperty } from './check-property.js';
import { readWithAll } from './chat-readers.js';
import { readCorpus } from './corpus.js';
import { getEnding } from './ending.js';
import { type HostileStream, hostileStream, toPieces } from './hostile-chunks.js';

const head: TransportHead = { type: 'head', status: 200, headers: {} };
/** A large read without a frame: the reads after it use templates. */
const largeRead = new TextEncoder().encode(`: ${'x'.repeat(2048)}\n\n`);
const answerHead: ResponseHead = { status: 200, headers: {}, now: 0 };

/** Reads a stream as the client does, and then its chunks with every operator; throws unless each ends in a value or a typed error. */
function assertTypedOutcome(stream: HostileStream): void {
  const reads = toPieces(stream).map((bytes): TransportEvent => ({ type: 'data', bytes }));
  for (const end of [EMPTY, throwError(() => new Error('reset'))]) {
    readWithAll(getEnding(concat(of(head), from(reads), end).pipe(readChunks())));
  }
}

/** Compares the results with and without the fast path, and with the bytes in one piece and in several. */
function assertSameResults({ bytes, cuts }: HostileStream): void {
  // Values with 400 levels or more are too deep for the recursive comparison.
  if (/(\[|\{"a":|\[\{"__proto__":){400}/.test(new TextDecoder().decode(bytes))) return;
  const whole = getResults(SimpleReader, { bytes, cuts: [] });
  assertSame(getResults(FrameReader, { bytes, cuts }), whole);
  assertSame(getResults(SimpleReader, { bytes, cuts }), whole);
  assertSame(
    getResults(FrameReader, { bytes, cuts }, largeRead),
    getResults(SimpleReader, { bytes, cuts }, largeRead),
  );
}

function getResults(
  Reader: typeof FrameReader | typeof SimpleReader,
  stream: HostileStream,
  first = new Uint8Array(),
): unknown[] {
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
  reader.push(first);
  for (const piece of toPieces(stream)) if (!sink.closed) reader.push(piece);
  if (!sink.closed) reader.end();
  return results;
}

describe('any bytes of a server', () => {
  it('end in a completion or a typed error, for every operator', () => {
    checkProperty('any stream', hostileStream, assertTypedOutcome);
  });

  it('have the same results with and without the fast path', () => {
    checkProperty('any stream, with and without the fast path', hostileStream, assertSameResults);
  });

  it.each(readCorpus('streams'))('have these results for an input that failed once: %s', (_, bytes) => {
    const everywhere = Array.from(bytes.subarray(0, 5000), (_byte, at) => at);
    for (const cuts of [[], everywhere]) {
      assertTypedOutcome({ bytes, cuts });
      assertSameResults({ bytes, cuts });
    }
  });
});
