import { transports } from '../contract/transports.js';
import { waitForExit, forkProgram, nextMessage } from './fork-program.js';
import type { KillReport } from './kill/report.js';
import { sized } from '../support/cases.js';
import { text } from './kill/text.js';

const timeout = 120_000;
const count = sized(20, 100);

describe.each(transports)('a server that is killed while it sends many streams, over $name', ({ name }) => {
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

  it('ends every stream with a retryable TruncatedStreamError', () => {
    const ends = report.ends.map(({ error, isRetryable }) => ({ error, isRetryable }));

    expect(ends).toEqual(Array(count).fill({ error: 'TruncatedStreamError', isRetryable: true }));
  });

  it('ends every stream with an error whose `partial` is the last snapshot of accumulate()', () => {
    for (const { partial, textSoFar } of report.ends) {
      expect(partial).not.toBe('');
      expect(partial).toBe(textSoFar);
      expect(text.startsWith(textSoFar)).toBe(true);
    }
  });

  it('causes no unhandled rejection in the client, whose process ends by itself', () => {
    expect(report.unhandled).toBe(0);
    expect(exitCode).toBe(0);
  });
});
