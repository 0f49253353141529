import type { TransportUnderTest } from '../../contract/transports.js';
import type { Control } from './controls.js';
import type { Fault } from './faults.js';
import { getOutcome } from './outcome.js';
import type { Phase } from './phases.js';
import { type Leak, countAlive, findRemains } from './remains.js';
import type { Situation } from './situation.js';
import { Stage, patience } from './stage.js';

/** How long what a run has left behind may take to go away on a busy machine, in milliseconds. */
const leakTime = 20_000;

/** What became of one pair. */
export interface PairReport {
  readonly phase: string;
  readonly fault: string;
  /** How the run stood when the fault struck. */
  readonly situation: Situation;
  readonly outcome: string;
  readonly leaks: readonly Leak[];
}

/** Brings a run to its phase, lets the fault strike, and tells what becomes of it and what is left; `control` leaves something behind. */
export async function runPair(
  phase: Phase,
  fault: Fault,
  { create, ownsConnections }: TransportUnderTest,
  control?: Control,
): Promise<PairReport> {
  const stage = await Stage.open({ phase, transport: create(), isSilent: fault.isSilent ?? false });
  const before = countAlive();
  await stage.reach();
  const { situation } = stage;
  await control?.sabotage(stage);
  await fault.strike(stage);
  await phase.release?.(stage);
  await stage.when(() => stage.hasEnded || stage.recording.subscription.closed, patience);
  const outcome = getOutcome(stage);
  // What a control leaves behind does not go away; everything else has as long as a busy machine needs.
  const settleTime = (leak: Leak): number => (control?.leaks.includes(leak) ? 100 : leakTime);
  const leaks = await findRemains(stage, before, { ownsConnections, settleTime });
  return { phase: phase.name, fault: fault.name, situation, outcome, leaks };
}
