import type { Socket } from 'node:net';

/** A position in the bytes of an answer, and what happens when the proxy has forwarded them up to there. */
export interface Stop {
  /** Its match ends at the position. */
  readonly place: RegExp;
  /** Called with the socket of the client. Default: nothing happens, so that the answer stalls. */
  readonly then?: (client: Socket) => void;
}

/** Lets the bytes of an answer pass up to a stop. */
export class AnswerGate {
  isShut = false;
  private text = '';
  private readonly place: RegExp | undefined;

  constructor(place: RegExp | undefined) {
    this.place = place;
  }

  /** The part of these bytes that passes, and whether they contain the stop. */
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

/** Resets the connection, like a server that crashes. */
export function reset(client: Socket): void {
  client.resetAndDestroy();
}

/** Ends the connection in the middle of the body, like a proxy that times out. */
export function hangUp(client: Socket): void {
  client.end();
}

/** Ends the body cleanly, before the answer is complete. */
export function endBody(client: Socket): void {
  client.write('0\r\n\r\n');
}

/** Sends a chunk of the body without its length, which violates the chunked transfer coding. */
export function breakCoding(client: Socket): void {
  client.write('no length\r\n');
}
