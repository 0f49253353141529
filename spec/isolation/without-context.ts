import { identity } from 'rxjs';
import type { AsyncContext } from 'venice-rx/node';

type Capture = typeof import('../../src/async-context/capture-context.js');
type Bind = typeof import('../../src/async-context/bind-context.js');

// Replaces these modules for all files that are loaded after this one.
jest.mock('../../src/async-context/capture-context', () =>
  patchCapture(jest.requireActual('../../src/async-context/capture-context')),
);
jest.mock('../../src/async-context/bind-context', () =>
  patchBind(jest.requireActual('../../src/async-context/bind-context')),
);

let fileWithoutContext: string | undefined;

/** Calls `action`. Until it ends, calls of `captureContext` and `bindContext` in `file`, a path below `src/`, have no effect. */
export async function withoutContextIn<T>(file: string | undefined, action: () => Promise<T>): Promise<T> {
  fileWithoutContext = file;
  try {
    return await action();
  } finally {
    fileWithoutContext = undefined;
  }
}

/** A `captureContext` that captures nothing if the file calls it. */
function patchCapture({ captureContext }: Capture): Capture {
  const none: AsyncContext = { run: (callback) => callback(), equals: () => true };
  return { captureContext: () => (isCalledByFile() ? none : captureContext()) };
}

/** A `bindContext` that does nothing if the file calls it. */
function patchBind({ bindContext }: Bind): Bind {
  return { bindContext: (context) => (isCalledByFile() ? identity : bindContext(context)) };
}

function isCalledByFile(): boolean {
  if (fileWithoutContext === undefined) return false;
  const callers = (new Error().stack ?? '').split('\n').slice(3, 6);
  return callers.some((line) => line.includes(`/src/${fileWithoutContext}:`));
}
