/** The part of a zone of zone.js that is needed to return to it. */
export interface Zone {
  run<Result>(callback: () => Result): Result;
}

/** The current zone, if zone.js is loaded. Read from the global object, since nothing here may import zone.js. */
export function currentZone(): Zone | undefined {
  return (globalThis as { readonly Zone?: { readonly current?: Zone } }).Zone?.current;
}

/**
 * Calls `callback` in `zone`. Does not enter the zone that is current already: each entry into Angular's zone ends with a change
 * detection.
 */
export function runInZone<Result>(zone: Zone | undefined, callback: () => Result): Result {
  return zone === undefined || zone === currentZone() ? callback() : zone.run(callback);
}
