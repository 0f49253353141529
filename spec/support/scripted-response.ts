import type { Observable } from 'rxjs';
import {
  type ChatCompletionChunk,
  type RunnableTool,
  type TransportEvent,
  type VeniceClient,
  type runTools,
  tool,
} from 'venice-rx';

/** The object or function that sends the requests of `runTools` or of a `Conversation`. */
export type ChatSource = Parameters<typeof runTools>[0];

/** The events of a transport for a response whose body arrives in pieces of `size` bytes. */
export function toEvents(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array<ArrayBuffer>,
  size: number,
): TransportEvent[] {
  const events: TransportEvent[] = [{ type: 'head', status, headers }];
  for (let at = 0; at < body.length; at += size) {
    events.push({ type: 'data', bytes: body.slice(at, at + size) });
  }
  return events;
}

/** The content of the answers to all requests after the first. */
export const laterContent = 'Done.';

/** The body of a short answer for the requests after the first: a stream if the request has `stream: true`. */
export function toLaterBody(requestBody: string): string {
  const { stream } = JSON.parse(requestBody) as { readonly stream?: boolean };
  const choice = { index: 0, finish_reason: 'stop' };
  const message = { content: laterContent };
  return stream === true
    ? `data: ${JSON.stringify({ choices: [{ ...choice, delta: message }] })}\n\ndata: [DONE]\n\n`
    : JSON.stringify({ choices: [{ ...choice, message }] });
}

/** A source that requests answers in one piece, although `runTools` requests streams. */
export function inOnePiece({ chat }: VeniceClient): ChatSource {
  return {
    create: (request) =>
      chat.completions.create({
        ...request,
        stream: false,
      }) as Observable<unknown> as Observable<ChatCompletionChunk>,
  };
}

/** A call that a tool has executed. */
export interface ExecutedCall {
  readonly name: string;
  readonly args: unknown;
}

/** Tools with these names, which record their calls in `executed`. */
export function recordingTools(names: readonly string[], executed: ExecutedCall[]): RunnableTool[] {
  return names.map((name) =>
    tool({
      name,
      description: name,
      inputSchema: { type: 'object' },
      execute: (args) => {
        executed.push({ name, args });
        return 'fine';
      },
    }),
  );
}
