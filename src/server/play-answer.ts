import type { ServerResponse } from 'node:http';

import { concatMap, from, ignoreElements, NEVER, of, tap, timer, type Observable } from 'rxjs';

import type { EngineAnswer } from '../engine/engine-answer.js';

/** The parts of a response that an answer is written to. */
export type AnswerSink = Pick<ServerResponse, 'end' | 'flushHeaders' | 'write'> & {
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
};

interface Step {
  /** Milliseconds since the step before. */
  readonly after: number;
  readonly act: () => unknown;
}

/**
 * Writes an answer, every part when it is due and each frame in a write of its own.
 * Emits nothing and completes after the end of the body; unsubscribing stops the writing and leaves no timer.
 */
export function playAnswer(answer: EngineAnswer, sink: AnswerSink): Observable<never> {
  return from(inTurns(stepsOf(answer, sink))).pipe(
    concatMap((turn) => wait(turn.after).pipe(tap(turn.act))),
    ignoreElements(),
  );
}

function stepsOf(answer: EngineAnswer, sink: AnswerSink): readonly Step[] {
  const head: Step = { after: answer.after, act: () => sink.writeHead(answer.status, answer.headers) };
  if ('body' in answer) return [head, { after: 0, act: () => sink.end(answer.body) }];

  return [
    head,
    // Without this they would wait for the first frame.
    { after: 0, act: sink.flushHeaders.bind(sink) },
    ...answer.frames.map(({ after, data }): Step => ({ after, act: () => sink.write(`data: ${data}\n\n`) })),
    { after: answer.endAfter, act: () => sink.end() },
  ];
}

/** Joins steps that are due together: `concatMap` would recurse once for each of a long run of them. */
function inTurns(steps: readonly Step[]): readonly Step[] {
  const turns: { after: number; acts: Step['act'][] }[] = [];
  for (const { after, act } of steps) {
    const turn = turns.at(-1);
    if (turn && after <= 0) turn.acts.push(act);
    else turns.push({ after, acts: [act] });
  }
  return turns.map(({ after, acts }) => ({ after, act: () => acts.map((act) => act()) }));
}

/** The longest delay of a timer; a longer one would fire at once. */
const longestDelay = 2 ** 31 - 1;

function wait(milliseconds: number): Observable<unknown> {
  if (milliseconds <= 0) return of(undefined);
  return milliseconds > longestDelay ? NEVER : timer(milliseconds);
}
