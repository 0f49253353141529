import type { EngineAnswer, Ending, StreamedAnswer, WholeAnswer } from '../engine-answer.js';
import { overloadedInStream } from '../overloaded-in-stream.js';
import type { WireFault } from './wire-fault.js';

/** Applies a fault to an answer. */
export function withFault(answer: EngineAnswer, fault: WireFault): EngineAnswer {
  const { delay = 0, delivery } = fault;
  const broken = 'frames' in answer ? brokenStream(answer, fault) : brokenWhole(answer, fault);
  return { ...broken, after: answer.after + delay, delivery: { ...answer.delivery, ...delivery } };
}

function brokenStream(answer: StreamedAnswer, fault: WireFault): StreamedAnswer {
  const { kind, after = 0, holdOpen = 0 } = fault;
  const endAfter = answer.endAfter + holdOpen;
  if (kind === undefined) return { ...answer, endAfter };

  const kept = answer.frames.slice(0, after);
  const error = { after: 0, data: JSON.stringify({ error: overloadedInStream }) };
  const frames = kind === 'error' ? [...kept, error, { after: 0, data: '[DONE]' }] : kept;
  return { ...answer, frames, ending: getEnding(kind), endAfter };
}

function brokenWhole(answer: WholeAnswer, { kind }: WireFault): WholeAnswer {
  // A non-streamed answer cannot contain an error frame.
  if (kind === undefined || kind === 'error') return answer;
  return { ...answer, body: answer.body.slice(0, answer.body.length / 2), ending: getEnding(kind) };
}

function getEnding(kind: NonNullable<WireFault['kind']>): Ending {
  return kind === 'cut' || kind === 'error' ? 'end' : kind;
}
