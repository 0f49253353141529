import type { ChatCompletion } from '../../wire/chat-completion.js';
import type { StreamingChatCompletionRequest } from '../../wire/chat-completion-request.js';
import { compareOffsets, isOffset } from '../run-offset.js';
import { PartialAnswer } from './partial-answer.js';

/** Id and path of a run on the server. */
export interface RunAddress {
  readonly id: string;
  /** Path of the run after the base URL. */
  readonly path: string;
}

/** State of one subscription to a run, across its connections. */
export class RunFollower implements RunAddress {
  readonly id: string;
  readonly path: string;
  readonly #start: StreamingChatCompletionRequest | undefined;
  readonly #answer = new PartialAnswer();
  #lastId: string | undefined;
  /** Number of failed connections since the last new frame. */
  failures = 0;
  /** Milliseconds to wait before a reconnection, from the field `retry` of the event stream. */
  minWait = 0;

  constructor({ id, path }: RunAddress, after?: string, start?: StreamingChatCompletionRequest) {
    this.id = id;
    this.path = path;
    this.#start = start;
    this.#lastId = after;
    if (after !== undefined) this.#answer.forget();
  }

  /** Id of the last frame that was emitted. */
  get lastId(): string | undefined {
    return this.#lastId;
  }

  /**
   * The request that starts the run; undefined if the run is only followed, and after the first frame. A response without a frame does not
   * prove that the run exists: while the server waits for its store, it sends comments.
   */
  get start(): StreamingChatCompletionRequest | undefined {
    return this.#lastId === undefined ? this.#start : undefined;
  }

  /** The answer so far; undefined if its beginning is missing, or if the run is not a chat. */
  get partial(): ChatCompletion | undefined {
    return this.#answer.completion;
  }

  /** Moves to the frame with this id. Returns the values to emit: none if the frame was emitted before. */
  advance(id: string, values: readonly unknown[]): readonly unknown[] {
    if (this.#wasEmitted(id)) return [];
    this.#lastId = id;
    this.failures = 0;
    this.#answer.add(values);
    return values;
  }

  #wasEmitted(id: string): boolean {
    const last = this.#lastId;
    return last !== undefined && isOffset(id) && isOffset(last) && compareOffsets(id, last) <= 0;
  }
}
