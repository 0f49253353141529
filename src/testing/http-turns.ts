import type { APIError } from '../errors/api-error.js';
import { getErrorHeaders } from '../errors/from-response/get-error-headers.js';
import type { TransportEvent } from '../transport/transport-event.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { toInBand } from './builders/api-error.js';
import { completion } from './builders/completion.js';
import { finish } from './builders/finish.js';
import { bytes, sse } from './builders/sse.js';
import type { ChatStep } from './chat-marbles.js';
import { streamHead } from './stream-head.js';

/** The events of an HTTP response at one time, and the end of its body, if it ends then. */
export interface HttpTurn {
  /** Milliseconds since the request. */
  readonly at: number;
  readonly events: readonly TransportEvent[];
  readonly end?: 'clean' | { readonly error: Error };
}

/** Converts a chat to a stream of server-sent events. The first step includes the head; an error as the first step is an HTTP error. */
export function streamTurns(steps: readonly ChatStep[]): readonly HttpTurn[] {
  const missing = missingFinishes(toChunks(steps));
  return steps.map((step, index): HttpTurn => {
    const { at } = step;
    const head = index === 0 ? [streamHead] : [];
    switch (step.type) {
      case 'chunk':
        return { at, events: [...head, sse(step.chunk)] };
      case 'http':
        return { at, events: step.event.type === 'head' ? [step.event] : [...head, step.event] };
      case 'cut':
        return { at, events: [], end: { error: step.error } };
      case 'end':
        return { at, events: [...head, ...missing.map((chunk) => sse(chunk)), sse('[DONE]')], end: 'clean' };
      case 'failure':
        if (index === 0) return { at, events: errorEvents(step.error), end: 'clean' };
        return { at, events: [sse(toInBand(step.error).body), sse('[DONE]')], end: 'clean' };
    }
  });
}

/** Converts the same chat to a single body, sent at the time of the end. If the chat has raw bytes, they are the body. */
export function wholeTurns(steps: readonly ChatStep[]): readonly HttpTurn[] {
  const chunks = toChunks(steps);
  const answer = completion(...chunks, ...missingFinishes(chunks));
  const own = steps.flatMap((step) => (step.type === 'http' ? [step.event] : []));
  const ownHead = own.find((event) => event.type === 'head');
  const ownBytes = own.filter((event) => event.type === 'data');
  const head: TransportEvent = {
    type: 'head',
    status: ownHead?.status ?? 200,
    headers: { ...ownHead?.headers, 'content-type': 'application/json' },
  };
  const body = ownBytes.length > 0 ? ownBytes : [bytes(JSON.stringify(answer))];
  return steps.flatMap((step): readonly HttpTurn[] => {
    const { at } = step;
    switch (step.type) {
      case 'chunk':
      case 'http':
        return [];
      case 'cut':
        return [{ at, events: [], end: { error: step.error } }];
      case 'end':
        return [{ at, events: [head, ...body], end: 'clean' }];
      case 'failure':
        return [{ at, events: errorEvents(step.error), end: 'clean' }];
    }
  });
}

function toChunks(steps: readonly ChatStep[]): readonly ChatCompletionChunk[] {
  return steps.flatMap((step) => (step.type === 'chunk' ? [step.chunk] : []));
}

/** Returns a chunk with a `finish_reason` for each choice without one, since the answer would otherwise be truncated. */
function missingFinishes(chunks: readonly ChatCompletionChunk[]): readonly ChatCompletionChunk[] {
  const { choices } = completion(...chunks);
  if (choices.length === 0) return [finish()];
  return choices.flatMap(({ index, finish_reason }) =>
    typeof finish_reason === 'string' ? [] : [finish('stop', { choice: index })],
  );
}

/** Returns the HTTP response for which the client emits this error. */
function errorEvents(error: APIError): readonly TransportEvent[] {
  const { status = streamHead.status, body } = error;
  const headers = getErrorHeaders(error) ?? {};
  return [{ type: 'head', status, headers }, bytes(typeof body === 'string' ? body : JSON.stringify(body))];
}
