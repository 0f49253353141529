import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';
import type { Attempt } from '../request/attempt.js';

/** Called with the head of a successful response. */
export type OnHead = (metadata: ResponseMetadata) => void;

/** An attempt, and the function that calls the listeners registered with `onHead` and `onAnswer`. */
export interface ClientAttempt extends Attempt {
  /**
   * Call this with the head of a successful response. Parses the metadata only if there is an `onHead` listener: others do not receive it.
   */
  readonly notify: (readMetadata: () => ResponseMetadata) => void;
}

export function createAttempt(
  { number, arrival, partition, operation, tags }: Omit<Attempt, 'onAnswer' | 'onHead'>,
  listener: OnHead | undefined,
): ClientAttempt {
  // Most attempts have at most one listener, and an array that grows by `push` takes more memory than one of the right size.
  let headListeners: readonly OnHead[] = listener ? [listener] : [];
  let answerListeners: readonly (() => void)[] = [];
  return {
    number,
    arrival,
    partition,
    operation,
    tags,
    onHead: (onHead) => {
      headListeners = headListeners.concat(onHead);
    },
    onAnswer: (onAnswer) => {
      answerListeners = answerListeners.concat(onAnswer);
    },
    notify: (readMetadata) => {
      for (const onAnswer of answerListeners) onAnswer();
      if (headListeners.length === 0) return;
      const metadata = readMetadata();
      for (const onHead of headListeners) onHead(metadata);
    },
  };
}
