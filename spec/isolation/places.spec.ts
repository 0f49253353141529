import { type World, places } from './places.js';
import { Observer } from './users.js';
import { type bindingUnlessRemoved, type capturingUnlessRemoved, withoutLine } from './without-line.js';

interface Controls {
  readonly bindingUnlessRemoved: typeof bindingUnlessRemoved;
  readonly capturingUnlessRemoved: typeof capturingUnlessRemoved;
}

jest.mock('../../src/async-context/capture-context', () =>
  jest
    .requireActual<Controls>('./without-line')
    .capturingUnlessRemoved(jest.requireActual('../../src/async-context/capture-context')),
);
jest.mock('../../src/async-context/bind-context', () =>
  jest
    .requireActual<Controls>('./without-line')
    .bindingUnlessRemoved(jest.requireActual('../../src/async-context/bind-context')),
);

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
