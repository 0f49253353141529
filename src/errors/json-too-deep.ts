import { maxDepth } from '../json/json-depth.js';
import { LimitExceededError } from './limit-exceeded-error.js';

/** The error of JSON that nests too deep; `subject` names what holds it. */
export function tooDeep(subject: string): LimitExceededError {
  return new LimitExceededError({
    message: `${subject} nests objects and arrays more than ${maxDepth} levels deep`,
    kind: 'depth',
    limit: maxDepth,
  });
}
