import type { Observable } from 'rxjs';
import { CountingProxy } from '../counting-proxy.js';
import { places } from '../places.js';

/** The phase in which the runs of a lane are cancelled. */
export interface LanePhase {
  /** The position at which the answers of the runs stop. Default: the runs are cancelled synchronously after `subscribe`. */
  readonly place?: RegExp;
  /** Whether the runs are cancelled during the TLS handshake. */
  readonly isHandshake?: boolean;
}

/** The phases in which every transport releases all resources. */
export const sharedPhases: readonly LanePhase[] = [
  {},
  ...[places.start, places.head, places.firstByte, places.midChunk, places.finish, places.done].map(
    (place) => ({
      place,
    }),
  ),
];

/** The phase in which only a transport that owns its connections releases all resources. */
export const connecting: LanePhase = { isHandshake: true };

/** All runs that are cancelled in the same phase, and their proxy. */
export class Lane {
  readonly proxy: CountingProxy;
  private readonly phase: LanePhase;

  private constructor(phase: LanePhase, proxy: CountingProxy) {
    this.phase = phase;
    this.proxy = proxy;
  }

  /** Opens a lane to the mock server that listens on this port. */
  static async open(phase: LanePhase, server: number): Promise<Lane> {
    const { place, isHandshake = false } = phase;
    const stop = place && { stop: { place } };
    return new Lane(phase, await CountingProxy.start(isHandshake ? {} : { server, ...stop }));
  }

  /** Number of runs that have reached the phase. */
  get arrivals(): number {
    return this.phase.isHandshake ? this.proxy.handshakes : this.proxy.stops;
  }

  /** Emits when the number of arrivals may have changed. */
  get changes(): Observable<void> {
    return this.proxy.changes;
  }

  /** The description of the lane for `cancel-runs.mjs`. */
  toJSON(): object {
    const { place, isHandshake = false } = this.phase;
    return {
      baseURL: `${isHandshake ? 'https' : 'http'}://127.0.0.1:${this.proxy.port}/api/v1`,
      isAwaited: isHandshake || place !== undefined,
    };
  }
}
