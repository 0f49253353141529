import type { ChatMessage } from '../wire/chat-message.js';

/**
 * A run that was stopped or has failed, as plain JSON. `regenerate()` continues it after the first `keep` messages of the
 * history and these `messages`: the question, and the steps that are finished, whose tools do not run again.
 */
export interface InterruptedRun {
  /** Number of messages of the history that the run keeps. */
  readonly keep: number;
  /** Messages of the run that are not in the history, such as an edited question that could not be answered. */
  readonly messages: readonly ChatMessage[];
}

/** Describes a run that continues after `base` by its difference from the history. */
export function toInterruptedRun(
  messages: readonly ChatMessage[],
  base: readonly ChatMessage[],
): InterruptedRun {
  const different = base.findIndex((message, index) => message !== messages[index]);
  const keep = different < 0 ? base.length : different;
  return { keep, messages: base.slice(keep) };
}

/** The messages after which an interrupted run continues. */
export function getRetriedMessages(
  messages: readonly ChatMessage[],
  { keep, messages: others }: InterruptedRun,
): readonly ChatMessage[] {
  return [...messages.slice(0, keep), ...others];
}
