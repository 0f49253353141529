import { identity } from 'rxjs';
import type { AsyncContext } from 'venice-rx/node';

type Capture = typeof import('../../src/async-context/capture-context.js');
type Bind = typeof import('../../src/async-context/bind-context.js');

// Holds for whatever is loaded after this module, in any file.
jest.mock('../../src/async-context/capture-context', () =>
  capturingUnlessRemoved(jest.requireActual('../../src/async-context/capture-context')),
);
jest.mock('../../src/async-context/bind-context', () =>
  bindingUnlessRemoved(jest.requireActual('../../src/async-context/bind-context')),
);

let removedFrom: string | undefined;

/** Runs `play` as if the line in a file under `src/` that keeps the async context were not there. */
export async function withoutLine<T>(file: string | undefined, play: () => Promise<T>): Promise<T> {
  removedFrom = file;
  try {
    return await play();
  } finally {
    removedFrom = undefined;
  }
}

/** `captureContext` captures nothing when that file calls it. */
function capturingUnlessRemoved({ captureContext }: Capture): Capture {
  const none: AsyncContext = { run: (callback) => callback(), equals: () => true };
  return { captureContext: () => (isCalledByRemovedLine() ? none : captureContext()) };
}

/** `bindContext` does nothing when that file calls it. */
function bindingUnlessRemoved({ bindContext }: Bind): Bind {
  return { bindContext: (context) => (isCalledByRemovedLine() ? identity : bindContext(context)) };
}

function isCalledByRemovedLine(): boolean {
  if (removedFrom === undefined) return false;
  const callers = (new Error().stack ?? '').split('\n').slice(3, 6);
  return callers.some((line) => line.includes(`/src/${removedFrom}:`));
}
