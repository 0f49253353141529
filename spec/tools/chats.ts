import { type Observable, defer, from } from 'rxjs';
import type { ChatCompletionChunk, StreamingChatCompletionRequest, ToolRunEvent } from 'venice-rx';
import { chunk, finish, toolCall } from 'venice-rx/testing';

/** A chat that answers each request synchronously with the next answer, and records the requests. */
export function createChat(
  ...answers: readonly (Observable<ChatCompletionChunk> | readonly ChatCompletionChunk[])[]
) {
  const requests: StreamingChatCompletionRequest[] = [];
  const chat = (request: StreamingChatCompletionRequest): Observable<ChatCompletionChunk> =>
    defer(() => {
      requests.push(request);
      return from(answers[requests.length - 1] ?? []);
    });
  return { chat, requests };
}

/** An answer that calls tools, each with its arguments; ids are `call_1` and so on. */
export function answerWithCalls(
  ...toolCalls: readonly (readonly [name: string, args?: object | string])[]
): readonly ChatCompletionChunk[] {
  const chunks = toolCalls.map(([name, args = {}], index) => toolCall({ index, name, arguments: args }));
  return [...chunks, finish('tool_calls')];
}

/** An answer without calls. */
export function answerWithText(text: string): readonly ChatCompletionChunk[] {
  return [chunk(text), finish()];
}

/** The events of a synchronous run, the content of its tool results, its error if it failed, and whether it completed. */
export function getOutcome(source: Observable<ToolRunEvent>): {
  readonly events: readonly ToolRunEvent[];
  readonly error: unknown;
  readonly results: readonly string[];
  readonly isComplete: boolean;
} {
  const events: ToolRunEvent[] = [];
  let error: unknown;
  let isComplete = false;
  source.subscribe({
    next: (event) => events.push(event),
    error: (failure: unknown) => (error = failure),
    complete: () => (isComplete = true),
  });
  const results = events.flatMap((event) => (event.type === 'tool-result' ? [event.message.content] : []));
  return { events, error, results, isComplete };
}

export const request = { model: 'default', messages: [{ role: 'user', content: 'Hi' }] } as const;
