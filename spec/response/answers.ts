import { EMPTY, type Observable, concat, from, of, throwError } from 'rxjs';
import type { ChatCompletionChunk, TransportData, TransportEvent, TransportHead } from 'venice-rx';
import { readChunks } from '../../src/response/read-chunks.js';
import { deltaChunk } from '../../src/testing/builders/envelope.js';

const encoder = new TextEncoder();

/** The head of an answer. */
export function head(status = 200, headers: Readonly<Record<string, string>> = {}): TransportHead {
  return { type: 'head', status, headers, url: 'http://a.example/' };
}

/** A piece of a body. */
export function data(text: string | Uint8Array): TransportData {
  return { type: 'data', bytes: typeof text === 'string' ? encoder.encode(text) : text };
}

/** A frame of a chunk with this content. */
export function frame(content: string, finish_reason: string | null = null): string {
  return `data: ${JSON.stringify(deltaChunk({ content }, {}, finish_reason))}\n\n`;
}

/** The last frame of a stream. */
export const done = 'data: [DONE]\n\n';

/** An answer that arrives synchronously. With `error`, it breaks off. */
export function answer(
  first: TransportHead,
  reads: readonly (string | Uint8Array)[],
  error?: Error,
): Observable<TransportEvent> {
  return concat(of(first), from(reads.map(data)), error === undefined ? EMPTY : throwError(() => error));
}

/** The result of reading an answer. */
export interface Reading {
  readonly chunks: readonly ChatCompletionChunk[];
  readonly isComplete: boolean;
  readonly error: unknown;
}

/** Reads an answer that arrives synchronously. */
export function readAll(
  events: Observable<TransportEvent>,
  redact = (text: string): string => text,
): Reading {
  const chunks: ChatCompletionChunk[] = [];
  let isComplete = false;
  let failure: unknown;
  events.pipe(readChunks({ redact })).subscribe({
    next: (chunk) => chunks.push(chunk),
    error: (error: unknown) => (failure = error),
    complete: () => (isComplete = true),
  });
  return { chunks, isComplete, error: failure };
}
