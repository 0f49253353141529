import type { TransportUnderTest } from '../../contract/transports.js';
import { controls } from './controls.js';
import { faults } from './faults.js';
import { phases } from './phases.js';
import type { Leak } from './remains.js';
import { runPair } from './run-pair.js';

/** What the counters found where something leaked on purpose. */
export interface ControlReport {
  readonly planted: readonly Leak[];
  readonly found: readonly Leak[];
}

/** Lets a run leak in every way, one after the other. */
export async function runControls(transport: TransportUnderTest): Promise<readonly ControlReport[]> {
  const phase = phases.find(({ name }) => name === 'mid-chunk');
  const fault = faults.find(({ name }) => name === 'unsubscribe');
  if (!phase || !fault) throw new Error('the pair of the controls is not in the matrix');
  const reports: ControlReport[] = [];
  for (const control of controls) {
    const { leaks } = await runPair({ phase, fault }, transport, control);
    reports.push({ planted: control.leaks, found: leaks });
  }
  return reports;
}
