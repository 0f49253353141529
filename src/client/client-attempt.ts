import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';
import type { Attempt } from '../request/attempt.js';

/** Called with the head of a response. */
export type OnHead = (metadata: ResponseMetadata) => void;

/** An attempt, and the function that calls the listeners registered with it. */
export interface ClientAttempt extends Attempt {
  /** Parses the metadata only if a listener needs it. */
  readonly notify: (readMetadata: () => ResponseMetadata) => void;
}

export function createAttempt(
  { number, arrival, partition, operation, tags }: Omit<Attempt, 'onAnswer' | 'onHead'>,
  listener: OnHead | undefined,
): ClientAttempt {
  // Most attempts have at most one listener: a growing array would take more memory than everything else here.
  let heads: readonly OnHead[] = listener ? [listener] : [];
  let answers: readonly (() => void)[] = [];
  return {
    number,
    arrival,
    partition,
    operation,
    tags,
    onHead: (onHead) => {
      heads = heads.concat(onHead);
    },
    onAnswer: (onAnswer) => {
      answers = answers.concat(onAnswer);
    },
    notify: (readMetadata) => {
      for (const onAnswer of answers) onAnswer();
      if (heads.length === 0) return;
      const metadata = readMetadata();
      for (const onHead of heads) onHead(metadata);
    },
  };
}
