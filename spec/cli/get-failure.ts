/** Returns the error that a function throws; undefined if it does not throw. */
export function getFailure(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
