import { type ProgramResult, runProgram } from './fork-program.js';
import { sized } from '../support/cases.js';
import type { SoakReport } from './soak/soak.js';

const runs = sized(150, 400);

function soakFor(
  runs: number,
  more: readonly string[] = [],
  endsWithin = 60_000,
): Promise<ProgramResult<SoakReport>> {
  const args = ['--runs', String(runs), '--clients', '20', '--seed', '10', ...more];
  return runProgram<SoakReport>('soak/program.ts', args, { timeout: 200_000, endsWithin });
}

let undisturbed: Promise<ProgramResult<SoakReport>>;
let leakingResult: Promise<ProgramResult<SoakReport>>;
let corruptingResult: Promise<ProgramResult<SoakReport>>;
// They run at the same time, each in its own process.
beforeAll(() => {
  undisturbed = soakFor(runs);
  leakingResult = soakFor(150, ['--control', 'leaking', '--settle', '100'], 1_000);
  corruptingResult = soakFor(100, ['--control', 'corrupting']);
  // The specs that await the results report the errors.
  for (const result of [undisturbed, leakingResult, corruptingResult]) result.catch(() => undefined);
});

// A short soak; `npm run soak` performs thousands of runs.
describe('runs with random faults and cancellations', () => {
  let result: ProgramResult<SoakReport>;
  beforeAll(async () => {
    result = await undisturbed;
  }, 210_000);

  it('end in exactly one of completed, failed and cancelled, each of them many times', () => {
    const { completed, failed, cancelled } = result.report.outcomes;

    expect(completed + failed + cancelled).toBe(result.report.runs);
    expect(result.report.runs).toBeGreaterThanOrEqual(runs);
    expect(Math.min(completed, failed, cancelled)).toBeGreaterThan(runs / 20);
  });

  it('complete if they have neither a fault nor a cancellation, and lose no byte', () => {
    expect(result.report.unexpected).toEqual([]);
    expect(result.report.lostBytes).toBe(0);
  });

  it('leave no resources behind, and need at most 1.1 times the memory at the end', () => {
    expect(result.report.leaks).toEqual({
      'late values': 0,
      listeners: 0,
      rejections: 0,
      'open requests': 0,
      handles: 0,
    });
    expect(result.report.growth).toBeLessThanOrEqual(1.1);
    expect(result.exitCode).toBe(0);
  });
});

describe('the soak with a negative control', () => {
  it('detects memory and handles that are never released, and fails', async () => {
    const { report, exitCode } = await leakingResult;

    expect(report.growth).toBeGreaterThan(1.1);
    expect(report.leaks.handles).toBeGreaterThan(100);
    expect(exitCode).not.toBe(0);
  }, 210_000);

  it('detects bytes that differ from those that were sent, and fails', async () => {
    const { report, exitCode } = await corruptingResult;

    expect(report.lostBytes).toBeGreaterThan(0);
    expect(exitCode).toBe(1);
  }, 210_000);
});
