import type { AsyncContext } from './async-context.js';
import { type Zone, currentZone, runInZone } from './zone.js';

/** Captures the current async context. In browsers, this is only the zone of zone.js, if zone.js is loaded. */
export function captureContext(): AsyncContext {
  const zone = currentZone();
  return zone === undefined ? noContext : new ZoneContext(zone);
}

const noContext: AsyncContext = {
  run: (callback) => callback(),
  equals: (other) => other === noContext,
};

class ZoneContext implements AsyncContext {
  readonly #zone: Zone;

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  run<Result>(callback: () => Result): Result {
    return runInZone(this.#zone, callback);
  }

  equals(other: AsyncContext): boolean {
    return other instanceof ZoneContext && other.#zone === this.#zone;
  }
}
