import type { TransportUnderTest } from '../../contract/transports.js';
import { controls } from './controls.js';
import { faults } from './faults.js';
import { phases } from './phases.js';
import type { Leak } from './leaks.js';
import { runPair } from './run-pair.js';

/** The leaks of a negative control, and those that the counters found. */
export interface ControlReport {
  readonly leaked: readonly Leak[];
  readonly found: readonly Leak[];
}

/** Runs the same pair with each negative control. */
export async function runControls(transport: TransportUnderTest): Promise<readonly ControlReport[]> {
  const phase = phases.find(({ name }) => name === 'mid-chunk');
  const fault = faults.find(({ name }) => name === 'unsubscribe');
  if (!phase || !fault) throw new Error('the pair of the controls is not in the matrix');
  const reports: ControlReport[] = [];
  for (const control of controls) {
    const { leaks } = await runPair({ phase, fault }, transport, control);
    reports.push({ leaked: control.leaks, found: leaks });
  }
  return reports;
}
