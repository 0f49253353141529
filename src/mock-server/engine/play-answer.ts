import { concatMap, from, ignoreElements, NEVER, of, tap, timer, type Observable } from 'rxjs';

import { maxTimerDelay } from '../../transport/max-timer-delay.js';
import { splitIntoWrites } from './split-into-writes.js';
import type { EngineAnswer } from './engine-answer.js';
import { withKeepAlive } from './with-keep-alive.js';

/** Destination of an answer: the members of Node's `ServerResponse` that the engine uses. */
export interface AnswerSink {
  readonly socket: { destroy(): unknown; resetAndDestroy(): unknown } | null;
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  flushHeaders(): unknown;
  write(part: Uint8Array | string): unknown;
  end(part?: Uint8Array | string): unknown;
}

/** An answer, and its compressed body if it is sent in one piece and the client accepts compression. */
export type CompressibleAnswer = EngineAnswer & { readonly compressed?: Uint8Array };

interface Step {
  /** Milliseconds since the previous step. */
  readonly after: number;
  readonly act: () => unknown;
}

/**
 * Writes an answer, each part when it is due, and each frame separately. Emits nothing, and completes after the end of
 * the body; unsubscribing stops the writing.
 */
export function playAnswer(answer: CompressibleAnswer, sink: AnswerSink): Observable<never> {
  const { keepAlive } = answer.delivery ?? {};
  const comment = (): unknown => sink.write(': keep-alive\n\n');
  const isStream = 'frames' in answer;
  return from(mergeSteps(toSteps(answer, sink))).pipe(
    // The first step writes the headers. A keep-alive comment is a part of the body, so it must come later.
    concatMap(({ after, act }, index) =>
      (isStream && index > 0 ? withKeepAlive(wait(after), keepAlive, comment) : wait(after)).pipe(tap(act)),
    ),
    ignoreElements(),
  );
}

function toSteps(answer: CompressibleAnswer, sink: AnswerSink): readonly Step[] {
  const head: Step = { after: answer.after, act: () => sink.writeHead(answer.status, answer.headers) };
  const { compressed, delivery } = answer;
  const write =
    (text: string): Step['act'] =>
    () => {
      for (const part of splitIntoWrites(text, delivery)) sink.write(part);
    };
  if (!('frames' in answer)) {
    const isWhole = delivery?.split === undefined && answer.ending === undefined;
    if (isWhole) return [head, { after: 0, act: () => sink.end(compressed ?? answer.body) }];
    return [head, { after: 0, act: write(answer.body) }, createEnding(answer, sink, 0)];
  }
  return [
    head,
    // Otherwise Node would send the headers together with the first frame.
    { after: 0, act: sink.flushHeaders.bind(sink) },
    ...answer.frames.map(({ after, data }): Step => ({ after, act: write(`data: ${data}\n\n`) })),
    createEnding(answer, sink, answer.endAfter),
  ];
}

/** Milliseconds that the client has to read the written bytes before the connection closes: a reset discards unread bytes. */
const readTime = 20;

function createEnding({ ending: kind = 'end' }: CompressibleAnswer, sink: AnswerSink, after: number): Step {
  switch (kind) {
    case 'end':
      return { after, act: () => sink.end() };
    case 'hang-up':
      return { after: after + readTime, act: () => sink.socket?.destroy() };
    case 'reset':
      return { after: after + readTime, act: () => sink.socket?.resetAndDestroy() };
    case 'stall':
      return { after: Infinity, act: () => undefined };
  }
}

/** Merges steps without a delay with the previous step: `concatMap` would recurse for each step that completes synchronously. */
function mergeSteps(steps: readonly Step[]): readonly Step[] {
  const merged: { after: number; acts: Step['act'][] }[] = [];
  for (const { after, act } of steps) {
    const previous = merged.at(-1);
    if (previous && after <= 0) previous.acts.push(act);
    else merged.push({ after, acts: [act] });
  }
  return merged.map(({ after, acts }) => ({ after, act: () => acts.map((act) => act()) }));
}

function wait(milliseconds: number): Observable<unknown> {
  if (milliseconds <= 0) return of(undefined);
  return milliseconds > maxTimerDelay ? NEVER : timer(milliseconds);
}
