import type { EngineAnswer, Ending, StreamedAnswer, WholeAnswer } from '../engine-answer.js';
import { overloadedInStream } from '../overloaded-in-stream.js';
import type { WireFault } from './wire-fault.js';

/** Applies a fault to an answer. */
export function withFault(answer: EngineAnswer, fault: WireFault): EngineAnswer {
  const { delay = 0, delivery } = fault;
  const faulty = 'frames' in answer ? withStreamFault(answer, fault) : withWholeFault(answer, fault);
  return { ...faulty, after: answer.after + delay, delivery: { ...answer.delivery, ...delivery } };
}

function withStreamFault(answer: StreamedAnswer, fault: WireFault): StreamedAnswer {
  const { kind, after = 0, holdOpen = 0 } = fault;
  const endAfter = answer.endAfter + holdOpen;
  if (kind === undefined) return { ...answer, endAfter };

  const framesBefore = answer.frames.slice(0, after);
  const error = { after: 0, data: JSON.stringify({ error: overloadedInStream }) };
  const frames = kind === 'error' ? [...framesBefore, error, { after: 0, data: '[DONE]' }] : framesBefore;
  return { ...answer, frames, ending: getEnding(kind), endAfter };
}

function withWholeFault(answer: WholeAnswer, { kind }: WireFault): WholeAnswer {
  // An answer in one piece has no frames, so it cannot have an error frame.
  if (kind === undefined || kind === 'error') return answer;
  return { ...answer, body: answer.body.slice(0, answer.body.length / 2), ending: getEnding(kind) };
}

function getEnding(kind: NonNullable<WireFault['kind']>): Ending {
  return kind === 'cut' || kind === 'error' ? 'end' : kind;
}
