import { AsyncSubject, type Observable, Subject } from 'rxjs';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';

/**
 * A command and the run that it starts. Its Observables belong to the conversation: unsubscribing from them does not stop the
 * run, and the run needs no subscriber.
 */
export interface RunHandle {
  /** Id of the command. After `send` and `edit`, also the id of the question's entry. */
  readonly id: string;
  /** False if the command was dropped: with `whileRunning: 'exhaust'` during a run, and after `close`. */
  readonly isAccepted: boolean;
  /**
   * The chunks of all answers of the run that arrive after the subscription. Fails if the run fails; completes when the run ends or is
   * stopped, and when the command is dropped.
   */
  readonly chunks: Observable<ChatCompletionChunk>;
  /**
   * Emits the last answer of the run once it is complete, also to late subscribers. Fails if the run fails; completes without a
   * value if the run was stopped, or the command was dropped.
   */
  readonly completion: Observable<ChatCompletion>;
}

/** Emits to the Observables of a handle. */
export class RunOutput {
  readonly handle: RunHandle;
  readonly #chunks = new Subject<ChatCompletionChunk>();
  readonly #completion = new AsyncSubject<ChatCompletion>();

  constructor(id: string, isAccepted = true) {
    const [chunks, completion] = [this.#chunks.asObservable(), this.#completion.asObservable()];
    this.handle = { id, isAccepted, chunks, completion };
  }

  next(chunk: ChatCompletionChunk): void {
    this.#chunks.next(chunk);
  }

  error(error: Error): void {
    this.#chunks.error(error);
    this.#completion.error(error);
  }

  /** Completes the Observables. `completion` is the answer, if there is one. */
  complete(completion?: ChatCompletion): void {
    if (completion !== undefined) this.#completion.next(completion);
    this.#chunks.complete();
    this.#completion.complete();
  }
}

/** Returns a handle for a command that starts no run. */
export function emptyHandle(id: string, isAccepted: boolean): RunHandle {
  const output = new RunOutput(id, isAccepted);
  output.complete();
  return output.handle;
}
