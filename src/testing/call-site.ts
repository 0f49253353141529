/** Creates an error with a stack that starts at the caller of a function, if the runtime supports that. */
export function captureCallSite(caller: object): Error {
  const callSite = new Error();
  const { captureStackTrace } = Error as { captureStackTrace?: (error: Error, above: object) => void };
  captureStackTrace?.(callSite, caller);
  return callSite;
}

/** Replaces the stack of an error by that of `callSite`. */
export function withCallSite(callSite: Error, error: unknown): unknown {
  if (!(error instanceof Error) || callSite.stack === undefined) return error;
  const frames = callSite.stack.split('\n').filter((line) => /^\s+at |@/.test(line));
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}
