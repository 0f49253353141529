/** Does nothing: only Node has the fast path whose code depends on the shapes of chunks. */
export function keepShapes(): void {
  // Nothing to keep.
}
