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

let untouched: Promise<ProgramResult<SoakReport>>;
let leaking: Promise<ProgramResult<SoakReport>>;
let losing: Promise<ProgramResult<SoakReport>>;
// At the same time: each has a process of its own, in which it counts and measures.
beforeAll(() => {
  untouched = soakFor(runs);
  leaking = soakFor(150, ['--control', 'leaking', '--settle', '100'], 1_000);
  losing = soakFor(100, ['--control', 'losing']);
  // Those that wait for it report what went wrong.
  for (const result of [untouched, leaking, losing]) result.catch(() => undefined);
});

// A short one. `npm run soak` does thousands of runs.
describe('runs with random faults and cancellations', () => {
  let result: ProgramResult<SoakReport>;
  beforeAll(async () => {
    result = await untouched;
  }, 210_000);

  it('end in exactly one of completed, failed and cancelled, each of them many times', () => {
    const { completed, failed, cancelled } = result.report.outcomes;

    expect(completed + failed + cancelled).toBe(result.report.runs);
    expect(result.report.runs).toBeGreaterThanOrEqual(runs);
    expect(Math.min(completed, failed, cancelled)).toBeGreaterThan(runs / 20);
  });

  it('complete wherever nothing disturbs them, and lose no byte', () => {
    expect(result.report.unexpected).toEqual([]);
    expect(result.report.lostBytes).toBe(0);
  });

  it('leave nothing behind, and take no more memory than at first', () => {
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

describe('the soak, as a control of its counters', () => {
  it('finds memory and handles that are never let go of, and fails', async () => {
    const { report, exitCode } = await leaking;

    expect(report.growth).toBeGreaterThan(1.1);
    expect(report.leaks.handles).toBeGreaterThan(100);
    expect(exitCode).not.toBe(0);
  }, 210_000);

  it('finds bytes that are others than those that were sent, and fails', async () => {
    const { report, exitCode } = await losing;

    expect(report.lostBytes).toBeGreaterThan(0);
    expect(exitCode).toBe(1);
  }, 210_000);
});
