/** An HTTP response, with the times at which its parts are due. */
export type EngineAnswer = WholeAnswer | StreamedAnswer;

/** Fields of both kinds of answers. */
interface EngineAnswerHead {
  /** Milliseconds from the request to the headers; `Infinity` means never. */
  readonly after: number;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** How the body ends. Default: `end`. */
  readonly ending?: Ending;
  /** How the bytes are written. */
  readonly delivery?: Delivery;
}

/**
 * - `end`: the body ends normally.
 * - `hang-up`: the connection closes in the middle of the body.
 * - `reset`: like `hang-up`, but by a TCP reset.
 * - `stall`: the body does not end, and the connection stays open.
 */
export type Ending = 'end' | 'hang-up' | 'reset' | 'stall';

/** How bytes are written. */
export interface Delivery {
  /** Bytes per write. Default: a frame, or a whole body. */
  readonly split?: number;
  /** Line ending of a stream. Default: LF. */
  readonly lineEnd?: '\n' | '\r' | '\r\n';
  /** Milliseconds between keep-alive comments. Default: no comments. */
  readonly keepAlive?: number;
}

/** An answer whose body is sent in one piece. */
export interface WholeAnswer extends EngineAnswerHead {
  readonly body: string;
}

/** An answer whose body is a stream of server-sent events. */
export interface StreamedAnswer extends EngineAnswerHead {
  readonly frames: readonly TimedFrame[];
  /** Milliseconds from the last frame to the end of the body. */
  readonly endAfter: number;
}

/** One server-sent event. */
export interface TimedFrame {
  /** Milliseconds since the previous frame, or for the first frame since the headers; `Infinity` means never. */
  readonly after: number;
  /** JSON of one chunk, or `[DONE]`. */
  readonly data: string;
}
