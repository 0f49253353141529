import { identity } from 'rxjs';
import type { AsyncContext } from 'venice-rx/node';
import { type World, places } from './places.js';
import { Observer } from './users.js';

/** The file whose captured contexts are lost, as if its line were not there. */
let mockedFile: string | undefined;

function mockIsCaller(): boolean {
  return (
    mockedFile !== undefined &&
    (new Error().stack ?? '')
      .split('\n')
      .slice(3, 6)
      .some((line) => line.includes(`/src/${mockedFile}:`))
  );
}

jest.mock('../../src/async-context/capture-context', () => {
  const actual = jest.requireActual<typeof import('venice-rx/node')>(
    '../../src/async-context/capture-context',
  );
  const none: AsyncContext = { run: (callback) => callback(), equals: () => true };
  return { captureContext: () => (mockIsCaller() ? none : actual.captureContext()) };
});

jest.mock('../../src/async-context/bind-context', () => {
  const actual = jest.requireActual<typeof import('venice-rx/node')>('../../src/async-context/bind-context');
  return {
    bindContext: (context?: AsyncContext) => (mockIsCaller() ? identity : actual.bindContext(context)),
  };
});

async function observe(meet: (world: World) => Promise<void>, withoutFile?: string): Promise<Observer> {
  const observer = new Observer();
  mockedFile = withoutFile;
  try {
    const parts = [
      await import('venice-rx'),
      await import('venice-rx/node'),
      await import('venice-rx/relay'),
    ];
    await meet({ package: Object.assign({}, ...parts) as World['package'], observer });
  } finally {
    mockedFile = undefined;
  }
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
