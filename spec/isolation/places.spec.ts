// First, since it replaces modules of `src/` that the others load.
import { withoutLine } from './without-line.js';
import { type World, places } from './places.js';
import { Observer } from './users.js';

async function observe(meet: (world: World) => Promise<void>, removed?: string): Promise<Observer> {
  const observer = new Observer();
  const parts = [await import('venice-rx'), await import('venice-rx/node'), await import('venice-rx/relay')];
  await withoutLine(removed, () =>
    meet({ package: Object.assign({}, ...parts) as World['package'], observer }),
  );
  return observer;
}

describe.each(places)('$name', ({ meet, keptBy }) => {
  it('keeps the context of each user', async () => {
    const { strays, observed } = await observe(meet);

    expect(strays).toEqual([]);
    expect(observed.map(({ owner }) => owner)).toContain('alice');
  });

  it(`lets a user see another one without the line in ${keptBy}`, async () => {
    const { strays } = await observe(meet, keptBy);

    expect(strays.join('\n')).toMatch(
      /of alice ran in the context of bob|of bob ran in the context of alice/,
    );
  });
});
