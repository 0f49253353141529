import * as fc from 'fast-check';
import { seed, slowCaseCount } from '../support/cases.js';
import { anyTabs, playTabs, guarantees } from './any-tabs.js';

const cases = fc.sample(anyTabs, { seed, numRuns: slowCaseCount(25) }).map((tabs) => {
  try {
    return { tabs, played: playTabs(tabs) };
  } catch (cause) {
    throw new Error(`${JSON.stringify(tabs)}: ${String((cause as Error).stack)}`, { cause });
  }
});

afterAll(() => {
  const states = cases.reduce((sum, { played }) => sum + played.observations.length, 0);
  const rows = cases.reduce((sum, { played }) => sum + played.rows, 0);
  const executed = cases.reduce((sum, { played }) => sum + played.approvals.executions.size, 0);
  const elsewhere = cases.reduce((sum, { played }) => sum + played.approvals.elsewhere, 0);
  process.stdout.write(
    `any saved conversation: ${cases.length} cases, ${states} states, ${rows} rows, ${executed} approved calls executed, ${elsewhere} of them in another tab, SEED=${seed}\n`,
  );
});

describe('after random commands in two conversations with the same store', () => {
  it.each(Object.entries(guarantees))('%s', (_, check) => {
    for (const { tabs, played } of cases) {
      try {
        check(played, tabs);
      } catch (cause) {
        throw new Error(`${JSON.stringify(tabs)}, SEED=${seed}: ${String(cause)}`, { cause });
      }
    }
  });
});
