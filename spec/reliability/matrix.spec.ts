import { transports } from '../contract/transports.js';
import { type ProgramResult, runProgram } from './fork-program.js';
import type { MatrixReport } from './matrix/matrix.js';
import { faults } from './matrix/faults.js';
import { phases } from './matrix/phases.js';
import type { ControlReport } from './matrix/run-controls.js';
import { expectedOver, table } from './matrix/table.js';

const pairs = Object.entries(table).flatMap(([phase, row]) =>
  Object.entries(row).map(([fault, expected]) => ({ phase, fault, expected })),
);
const limits = { timeout: 170_000, endsWithin: 60_000 };

// Each matrix and each set of controls runs in its own process, all at the same time, since they mostly wait for timers and sockets.
// The controls never end by themselves, so they get little time to do so.
const matrices = new Map<string, Promise<ProgramResult<MatrixReport>>>();
const controls = new Map<string, Promise<ProgramResult<readonly ControlReport[]>>>();
beforeAll(() => {
  for (const { name } of transports) {
    const matrix = runProgram<MatrixReport>('matrix/program.ts', [name], limits);
    const control = runProgram<readonly ControlReport[]>('matrix/program.ts', [name, 'controls'], {
      timeout: 170_000,
      endsWithin: 1_000,
    });
    // The hook that awaits the result reports the error.
    for (const result of [matrix, control]) result.catch(() => undefined);
    matrices.set(name, matrix);
    controls.set(name, control);
  }
});

describe.each(transports)('over $name', ({ name }) => {
  let result: ProgramResult<MatrixReport>;
  beforeAll(async () => {
    result = await getResult(matrices, name);
    const { asserted, impossible } = result.report;
    process.stdout.write(
      `The matrix over ${name}: ${asserted.length} pairs asserted, ${impossible.length} impossible.\n`,
    );
  }, 180_000);

  it.each(pairs)('$fault, $phase', ({ phase, fault, expected }) => {
    const report = result.report.asserted.find((one) => one.phase === phase && one.fault === fault);

    expect(report?.outcome).toBe(expectedOver(name, expected));
    expect(report?.leaks).toEqual([]);
  });

  it('has an outcome in the table for every possible pair of phase and fault, and for no other', () => {
    const { asserted, impossible } = result.report;
    const getName = ({ phase, fault }: { readonly phase: string; readonly fault: string }): string =>
      `${fault}, ${phase}`;

    expect(asserted.map(getName).sort()).toEqual(pairs.map(getName).sort());
    // Guards against a table that is nearly empty.
    expect(asserted.length).toBeGreaterThanOrEqual(85);
    expect(asserted.length + impossible.length).toBe(phases.length * faults.length);
    expect(impossible.filter(({ reason }) => reason === '')).toEqual([]);
  });

  it('ends by itself after the last pair', () => {
    expect(result.exitCode).toBe(0);
  });
});

describe.each(transports)('the counters over $name', ({ name }) => {
  let result: ProgramResult<readonly ControlReport[]>;
  beforeAll(async () => {
    result = await getResult(controls, name);
  }, 180_000);

  it('find exactly the resources that each negative control leaks', () => {
    expect(result.report.map(({ found }) => found)).toEqual(result.report.map(({ leaked }) => leaked));
    expect(result.report.flatMap(({ leaked }) => leaked).sort()).toEqual([...leaks].sort());
  });

  it('detect a process that does not end', () => {
    expect(result.exitCode).toBeNull();
  });
});

const leaks = [
  'a listener on the signal',
  'a request to another origin',
  'a socket at the client',
  'a socket at the server',
  'a timer',
  'a tool that runs',
  'a value after the end',
  'an unhandled rejection',
];

function getResult<T>(all: ReadonlyMap<string, Promise<T>>, name: string): Promise<T> {
  const result = all.get(name);
  if (result === undefined) throw new Error(`nothing was started for ${name}`);
  return result;
}
