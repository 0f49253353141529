import type { TextReply } from 'venice-rx/mock-server';

/** Replies with a number, so that no two answers are the same: "Answer 1.", "Answer 2." */
export function countAnswers(): () => TextReply {
  let count = 0;
  return () => ({ text: `Answer ${++count}.` });
}
