/** A zone of zone.js, with the only method that is used here. */
export interface Zone {
  run<Result>(callback: () => Result): Result;
}

/** Returns the current zone, if zone.js is loaded. Reads the global object, since importing zone.js would load it. */
export function currentZone(): Zone | undefined {
  return (globalThis as { readonly Zone?: { readonly current?: Zone } }).Zone?.current;
}

/**
 * Calls `callback` in `zone`. Does not enter `zone` if it is the current one, since each exit from Angular's zone triggers a
 * change detection.
 */
export function runInZone<Result>(zone: Zone | undefined, callback: () => Result): Result {
  return zone === undefined || zone === currentZone() ? callback() : zone.run(callback);
}
