/** What a function throws; undefined where it throws nothing. */
export function getFailure(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
