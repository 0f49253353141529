import type { TransportUnderTest } from '../../contract/transports.js';
import type { Control } from './controls.js';
import type { Fault } from './faults.js';
import { getOutcome } from './outcome.js';
import type { Phase } from './phases.js';
import { type Ending, type Leak, countAlive, endRun, findRemains } from './remains.js';
import type { Situation } from './situation.js';
import { Stage, maxWait } from './stage.js';

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

/** A phase, and the fault that strikes in it. */
export interface Pair {
  readonly phase: Phase;
  readonly fault: Fault;
}

/** Brings a run to its phase, lets the fault strike, and tells what becomes of it and what is left; `control` leaves something behind. */
export async function runPair(
  pair: Pair,
  transport: TransportUnderTest,
  control?: Control,
): Promise<PairReport> {
  const [report] = await runPairs([pair], transport, control);
  return report!;
}

/** Does so with several pairs at the same time. What is counted per process may then be reported by all of them. */
export async function runPairs(
  pairs: readonly Pair[],
  { create, ownsConnections }: TransportUnderTest,
  control?: Control,
): Promise<readonly PairReport[]> {
  const ending: Ending = {
    ownsConnections,
    // What a control leaves behind does not go away; everything else has as long as a busy machine needs.
    settleTime: (leak) => (control?.leaks.includes(leak) ? 100 : leakTime),
  };
  const stages = await Promise.all(
    pairs.map(async (pair) => {
      const isSilent = pair.fault.isSilent ?? false;
      return { pair, stage: await Stage.open({ phase: pair.phase, transport: create(), isSilent }) };
    }),
  );
  const before = countAlive();
  const runs = await Promise.all(
    stages.map(async ({ pair, stage }) => {
      const found = await strike(pair, stage, control);
      return { found, ended: await endRun(stage, ending) };
    }),
  );
  const leaks = await findRemains(
    runs.map(({ ended }) => ended),
    before,
    ending,
  );
  return runs.map(({ found }, index) => ({ ...found, leaks: leaks[index]! }));
}

/** Waits for the phase, lets the fault strike, and waits for the end. */
async function strike(
  { phase, fault }: Pair,
  stage: Stage,
  control?: Control,
): Promise<Omit<PairReport, 'leaks'>> {
  await stage.reach();
  const { situation } = stage;
  await control?.sabotage(stage);
  await fault.strike(stage);
  await phase.release?.(stage);
  await stage.when(() => stage.hasEnded || stage.recording.subscription.closed, maxWait);
  return { phase: phase.name, fault: fault.name, situation, outcome: getOutcome(stage) };
}
