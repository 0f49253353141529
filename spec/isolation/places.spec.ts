// Imported first, since it replaces modules of `src/` that the other imports load.
import { withoutContextIn } from './without-context.js';
import { type Environment, places } from './places.js';
import { ContextObserver } from './users.js';

async function observe(
  runScenario: (environment: Environment) => Promise<void>,
  fileWithoutContext?: string,
): Promise<ContextObserver> {
  const observer = new ContextObserver();
  const parts = [await import('venice-rx'), await import('venice-rx/node'), await import('venice-rx/relay')];
  await withoutContextIn(fileWithoutContext, () =>
    runScenario({ package: Object.assign({}, ...parts) as Environment['package'], observer }),
  );
  return observer;
}

describe.each(places)('$name', ({ runScenario, keptBy }) => {
  it('keeps the context of each user', async () => {
    const { violations, calls } = await observe(runScenario);

    expect(violations).toEqual([]);
    expect(calls.map(({ owner }) => owner)).toContain('alice');
  });

  it(`runs a callback in the context of another user if ${keptBy} does not keep the context`, async () => {
    const { violations } = await observe(runScenario, keptBy);

    expect(violations.join('\n')).toMatch(
      /of alice ran in the context of bob|of bob ran in the context of alice/,
    );
  });
});
