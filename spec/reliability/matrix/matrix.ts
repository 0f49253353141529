import type { TransportUnderTest } from '../../contract/transports.js';
import { faults } from './faults.js';
import { phases } from './phases.js';
import { type Pair, type PairReport, runPair, runPairs } from './run-pair.js';
import { type Situation, getImpossibility } from './situation.js';

/** A pair that cannot happen, and the reason. */
export interface ImpossiblePair {
  readonly phase: string;
  readonly fault: string;
  readonly situation: Situation;
  readonly reason: string;
}

/** The results of all pairs with one transport. */
export interface MatrixReport {
  readonly asserted: readonly PairReport[];
  readonly impossible: readonly ImpossiblePair[];
}

/**
 * Runs every possible pair. Pairs run one after the other, so that a leak belongs to one of them. Pairs that only end by a timeout of
 * the client take seconds, so they run at the same time, at the end: several of them may report the same leak.
 */
export async function runMatrix(transport: TransportUnderTest): Promise<MatrixReport> {
  const asserted: PairReport[] = [];
  const silent: Pair[] = [];
  const impossible: ImpossiblePair[] = [];
  for (const phase of phases) {
    // The first fault, `unsubscribe`, is possible in every phase, so its run shows the situation of the phase.
    let situation: Situation | undefined;
    for (const fault of faults) {
      const reason = situation && getImpossibility(fault.needs, situation);
      if (situation && reason !== undefined) {
        impossible.push({ phase: phase.name, fault: fault.name, situation, reason });
      } else if (fault.isSilent) {
        silent.push({ phase, fault });
      } else {
        const report = await runPair({ phase, fault }, transport);
        situation ??= report.situation;
        asserted.push(report);
      }
    }
  }
  asserted.push(...(await runPairs(silent, transport)));
  return { asserted, impossible };
}
