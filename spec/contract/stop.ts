import type { Socket } from 'node:net';

/** A place in the bytes of an answer, and what happens when they have been passed on up to there. */
export interface Stop {
  /** Matches at the end of what still passes. */
  readonly place: RegExp;
  /** What the client's socket undergoes then. Default: nothing, so that the answer stalls. */
  readonly then?: (client: Socket) => void;
}

/** Passes an answer on up to a stop. */
export class AnswerGate {
  isShut = false;
  private text = '';
  private readonly place: RegExp | undefined;

  constructor(place: RegExp | undefined) {
    this.place = place;
  }

  /** The part of these bytes that passes, and whether they have come to the stop. */
  take(bytes: Buffer): { readonly passing: Buffer; readonly isAtStop: boolean } {
    if (this.isShut) return { passing: bytes.subarray(0, 0), isAtStop: false };
    const passed = this.text.length;
    this.text += bytes.toString('latin1');
    const match = this.place?.exec(this.text);
    if (!match) return { passing: bytes, isAtStop: false };
    this.isShut = true;
    return { passing: bytes.subarray(0, match.index + match[0].length - passed), isAtStop: true };
  }
}

/** A reset, as from a server that crashed. */
export function reset(client: Socket): void {
  client.resetAndDestroy();
}

/** The end of the connection in mid-body, as from a proxy that gave up. */
export function hangUp(client: Socket): void {
  client.end();
}

/** A clean end of the body, before the answer is complete. */
export function endBody(client: Socket): void {
  client.write('0\r\n\r\n');
}

/** A chunk of the body without a length. */
export function breakCoding(client: Socket): void {
  client.write('no length\r\n');
}
