import type { AxeResults } from 'axe-core';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Short descriptions of the violations that axe-core finds in a page. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const results = await page.evaluate<AxeResults>('axe.run()');
  return results.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target }) => `${impact ?? 'unknown'}: ${id} at ${target.join(' ')}`),
  );
}
