import { isVeniceError } from './venice-error.js';

/** Whether an error says that a durable run was stopped, by another page or by `stopRun` of this one: the end of an answer, and not a failure. */
export function isStop(error: unknown): boolean {
  // By name, so that chats without durable runs do not load the class.
  return isVeniceError(error) && error.name === 'RunStoppedError';
}
