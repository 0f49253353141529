/** An HTTP answer, with the times at which its parts are due. */
export type EngineAnswer = WholeAnswer | StreamedAnswer;

/** What both kinds of answer have. */
interface AnswerHead {
  /** Milliseconds from the request to the headers; `Infinity` means never. */
  readonly after: number;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer whose body comes in one piece. */
export interface WholeAnswer extends AnswerHead {
  readonly body: string;
}

/** An answer whose body is a stream of server-sent events. */
export interface StreamedAnswer extends AnswerHead {
  readonly frames: readonly Frame[];
  /** Milliseconds from the last frame to the end of the body. */
  readonly endAfter: number;
}

/** One server-sent event. */
export interface Frame {
  /** Milliseconds since the frame before it, or since the headers; `Infinity` means never. */
  readonly after: number;
  /** JSON of one chunk, or `[DONE]`. */
  readonly data: string;
}
