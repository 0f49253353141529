import type { Observable } from 'rxjs';
import { CountingProxy } from '../counting-proxy.js';
import { places } from '../places.js';

/** Where the runs of one lane are when they are cancelled. */
export interface LanePhase {
  /** The place at which their answers stall. Default: they are cancelled in the turn in which they begin. */
  readonly place?: RegExp;
  /** Whether not even the TLS handshake is answered. */
  readonly isHandshake?: boolean;
}

/** The phases in which every transport leaves nothing behind. */
export const phasesOfAll: readonly LanePhase[] = [
  {},
  ...[places.start, places.head, places.firstByte, places.midChunk, places.finish, places.done].map(
    (place) => ({
      place,
    }),
  ),
];

/** The phase in which only a transport that owns its connections leaves nothing behind. */
export const connecting: LanePhase = { isHandshake: true };

/** The way of all runs that are cancelled in one phase. */
export class Lane {
  readonly proxy: CountingProxy;
  private readonly phase: LanePhase;

  private constructor(phase: LanePhase, proxy: CountingProxy) {
    this.phase = phase;
    this.proxy = proxy;
  }

  /** Opens one to the mock server that listens on this port. */
  static async open(phase: LanePhase, server: number): Promise<Lane> {
    const { place, isHandshake = false } = phase;
    const stop = place && { stop: { place } };
    return new Lane(phase, await CountingProxy.start(isHandshake ? {} : { server, ...stop }));
  }

  /** How many runs have come to where they are to be cancelled. */
  get arrivals(): number {
    return this.phase.isHandshake ? this.proxy.greetings : this.proxy.stops;
  }

  /** Emits when the number of arrivals may have changed. */
  get changes(): Observable<void> {
    return this.proxy.changes;
  }

  /** What the program is told about it. */
  toJSON(): object {
    const { place, isHandshake = false } = this.phase;
    return {
      baseURL: `${isHandshake ? 'https' : 'http'}://127.0.0.1:${this.proxy.port}/api/v1`,
      isAwaited: isHandshake || place !== undefined,
    };
  }
}
