import type { APIError } from '../errors/api-error.js';
import { getErrorHeaders } from '../errors/from-response/get-error-headers.js';
import type { TransportEvent } from '../transport/transport-event.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { toInBand } from './builders/api-error.js';
import { completion } from './builders/completion.js';
import { finish } from './builders/finish.js';
import { bytes, sse } from './builders/sse.js';
import type { ChatStep } from './parse-chat-marbles.js';
import { streamHead } from './stream-head.js';

/** The events of an HTTP response at one time. */
export interface ResponseStep {
  /** Milliseconds since the request. */
  readonly at: number;
  readonly events: readonly TransportEvent[];
  /** Set if the body ends after these events. */
  readonly end?: 'clean' | { readonly error: Error };
}

/** Converts a chat to a stream of server-sent events. The first step also sends the head. If it is an error, it is an HTTP error. */
export function toStreamSteps(steps: readonly ChatStep[]): readonly ResponseStep[] {
  const missing = missingFinishes(toChunks(steps));
  return steps.map((step, index): ResponseStep => {
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

/** Converts a chat to an answer in one piece, sent at the time of the end. If the chat has raw bytes, they are the body. */
export function toWholeSteps(steps: readonly ChatStep[]): readonly ResponseStep[] {
  const chunks = toChunks(steps);
  const answer = completion(...chunks, ...missingFinishes(chunks));
  const rawEvents = steps.flatMap((step) => (step.type === 'http' ? [step.event] : []));
  const rawHead = rawEvents.find((event) => event.type === 'head');
  const rawBytes = rawEvents.filter((event) => event.type === 'data');
  const head: TransportEvent = {
    type: 'head',
    status: rawHead?.status ?? 200,
    headers: { ...rawHead?.headers, 'content-type': 'application/json' },
  };
  const body = rawBytes.length > 0 ? rawBytes : [bytes(JSON.stringify(answer))];
  return steps.flatMap((step): readonly ResponseStep[] => {
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

/** Returns a chunk with a `finish_reason` for each choice without one. Otherwise the answer would be incomplete. */
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
