import { transports } from '../contract/transports.js';
import { waitForExit, forkProgram, nextMessage } from './fork-program.js';
import type { KillReport } from './kill/report.js';
import { sized } from '../support/cases.js';
import { text } from './kill/text.js';

const timeout = 120_000;
const count = sized(20, 100);

describe.each(transports)('a server that is killed under many streams, over $name', ({ name }) => {
  let report: KillReport;
  let exitCode: number | null;
  beforeAll(async () => {
    const server = forkProgram('kill/server.ts', [], timeout);
    const baseURL = await nextMessage<string>(server);
    const program = forkProgram('kill/program.ts', [name, baseURL, String(count)], timeout);
    try {
      await nextMessage<'under way'>(program);
      server.kill('SIGKILL');
      report = await nextMessage<KillReport>(program);
      exitCode = await waitForExit(program, 60_000);
    } finally {
      server.kill('SIGKILL');
      program.kill('SIGKILL');
    }
  }, timeout);

  it('leaves as many errors, which say that the answer was cut', () => {
    const ends = report.ends.map(({ error, isRetryable }) => ({ error, isRetryable }));

    expect(ends).toEqual(Array(count).fill({ error: 'TruncatedStreamError', isRetryable: true }));
  });

  it('leaves with each of them the answer so far, behind accumulate()', () => {
    for (const { partial, seen } of report.ends) {
      expect(partial).not.toBe('');
      expect(partial).toBe(seen);
      expect(text.startsWith(seen)).toBe(true);
    }
  });

  it('leaves no unhandled rejection, and the process ends by itself', () => {
    expect(report.unhandled).toBe(0);
    expect(exitCode).toBe(0);
  });
});
