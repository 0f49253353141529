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
const bounds = { timeout: 170_000, endsWithin: 60_000 };

// All of them mostly wait for clocks and sockets, each in its own process, so that they run at the same time. The controls get
// little time to end, because they never do.
const matrices = new Map<string, Promise<ProgramResult<MatrixReport>>>();
const controls = new Map<string, Promise<ProgramResult<readonly ControlReport[]>>>();
beforeAll(() => {
  for (const { name } of transports) {
    const matrix = runProgram<MatrixReport>('matrix/program.ts', [name], bounds);
    const control = runProgram<readonly ControlReport[]>('matrix/program.ts', [name, 'controls'], {
      timeout: 170_000,
      endsWithin: 1_000,
    });
    // The hook that waits for it reports what went wrong.
    for (const result of [matrix, control]) result.catch(() => undefined);
    matrices.set(name, matrix);
    controls.set(name, control);
  }
});

// Whatever goes wrong, wherever a run is: what the table says comes out, and nothing is left behind.
describe.each(transports)('over $name', ({ name }) => {
  let result: ProgramResult<MatrixReport>;
  beforeAll(async () => {
    result = await ofEach(matrices, name);
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

  it('has an outcome in the table for every pair that can be, and for no other', () => {
    const { asserted, impossible } = result.report;
    const getName = ({ phase, fault }: { readonly phase: string; readonly fault: string }): string =>
      `${fault}, ${phase}`;

    expect(asserted.map(getName).sort()).toEqual(pairs.map(getName).sort());
    expect(asserted.length).toBeGreaterThanOrEqual(85);
    expect(asserted.length + impossible.length).toBe(phases.length * faults.length);
    expect(impossible.filter((pair) => pair.impossible === '')).toEqual([]);
  });

  it('ends by itself when the last pair is done', () => {
    expect(result.exitCode).toBe(0);
  });
});

describe.each(transports)('the counters over $name', ({ name }) => {
  let result: ProgramResult<readonly ControlReport[]>;
  beforeAll(async () => {
    result = await ofEach(controls, name);
  }, 180_000);

  it('find what leaks on purpose, each what is its own', () => {
    expect(result.report.map(({ found }) => found)).toEqual(result.report.map(({ planted }) => planted));
    expect(result.report.flatMap(({ planted }) => planted).sort()).toEqual([...leaks].sort());
  });

  it('see a process that does not end', () => {
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

function ofEach<T>(all: ReadonlyMap<string, Promise<T>>, name: string): Promise<T> {
  const one = all.get(name);
  if (one === undefined) throw new Error(`nothing was started for ${name}`);
  return one;
}
