import type { TransportUnderTest } from '../../contract/transports.js';
import type { Control } from './controls.js';
import type { Fault } from './faults.js';
import { getOutcome } from './outcome.js';
import type { Phase } from './phases.js';
import { type LeakCheckOptions, type Leak, countResources, endRun, findLeaks } from './leaks.js';
import type { Situation } from './situation.js';
import { Stage, maxWait } from './stage.js';

/** Milliseconds after which a resource counts as a leak; long, since the machine may be busy. */
const leakTime = 20_000;

/** The result of one pair. */
export interface PairReport {
  readonly phase: string;
  readonly fault: string;
  /** The situation of the run when the fault struck. */
  readonly situation: Situation;
  readonly outcome: string;
  readonly leaks: readonly Leak[];
}

/** A phase, and the fault that strikes in it. */
export interface Pair {
  readonly phase: Phase;
  readonly fault: Fault;
}

/** Brings a run to its phase, lets the fault strike, and reports the outcome and the leaks; `control` leaks on purpose. */
export async function runPair(
  pair: Pair,
  transport: TransportUnderTest,
  control?: Control,
): Promise<PairReport> {
  const [report] = await runPairs([pair], transport, control);
  return report!;
}

/** The same for several pairs at the same time. All of them report the leaks that are counted per process. */
export async function runPairs(
  pairs: readonly Pair[],
  { create, ownsConnections }: TransportUnderTest,
  control?: Control,
): Promise<readonly PairReport[]> {
  const ending: LeakCheckOptions = {
    ownsConnections,
    // The leaks of a control never go away, so waiting for them is useless.
    settleTime: (leak) => (control?.leaks.includes(leak) ? 100 : leakTime),
  };
  const stages = await Promise.all(
    pairs.map(async (pair) => {
      const isSilent = pair.fault.isSilent ?? false;
      return { pair, stage: await Stage.open({ phase: pair.phase, transport: create(), isSilent }) };
    }),
  );
  const before = countResources();
  const runs = await Promise.all(
    stages.map(async ({ pair, stage }) => {
      const found = await strike(pair, stage, control);
      return { found, ended: await endRun(stage, ending) };
    }),
  );
  const leaks = await findLeaks(
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
  await control?.leak(stage);
  await fault.strike(stage);
  await phase.release?.(stage);
  await stage.when(() => stage.hasEnded || stage.recording.subscription.closed, maxWait);
  return { phase: phase.name, fault: fault.name, situation, outcome: getOutcome(stage) };
}
