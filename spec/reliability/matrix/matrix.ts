import type { TransportUnderTest } from '../../contract/transports.js';
import { faults } from './faults.js';
import { phases } from './phases.js';
import { type Pair, type PairReport, runPair, runPairs } from './run-pair.js';
import { type Situation, whyImpossible } from './situation.js';

/** A pair that cannot be, and why. */
export interface ImpossiblePair {
  readonly phase: string;
  readonly fault: string;
  readonly situation: Situation;
  readonly impossible: string;
}

/** What the matrix found over one transport. */
export interface MatrixReport {
  readonly asserted: readonly PairReport[];
  readonly impossible: readonly ImpossiblePair[];
}

/**
 * Runs every pair that can be. One after the other, so that a leak belongs to one of them; except those that only a clock of the
 * client ends: they come last and wait for their clocks at the same time, and more than one of them may report the same leak.
 */
export async function runMatrix(transport: TransportUnderTest): Promise<MatrixReport> {
  const asserted: PairReport[] = [];
  const silent: Pair[] = [];
  const impossible: ImpossiblePair[] = [];
  for (const phase of phases) {
    // The caller can leave in every phase: the first of the faults finds out how a run stands there.
    let situation: Situation | undefined;
    for (const fault of faults) {
      const reason = situation && whyImpossible(fault.needs, situation);
      if (situation && reason !== undefined) {
        impossible.push({ phase: phase.name, fault: fault.name, situation, impossible: reason });
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
