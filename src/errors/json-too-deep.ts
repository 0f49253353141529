import { maxDepth } from '#json-depth';
import { LimitExceededError } from './limit-exceeded-error.js';

/** Returns the error for JSON that is nested too deeply; `subject` names the part that contains it. */
export function tooDeep(subject: string): LimitExceededError {
  return new LimitExceededError({
    message: `${subject} nests objects and arrays more than ${maxDepth} levels deep`,
    kind: 'depth',
    limit: maxDepth,
  });
}
