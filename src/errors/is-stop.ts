import { isVeniceError } from './venice-error.js';

/** Whether an error only reports that a durable run was stopped. Its answer has ended, and has not failed. */
export function isStop(error: unknown): boolean {
  // Compared by name, so that chats without durable runs do not load the class.
  return isVeniceError(error) && error.name === 'RunStoppedError';
}
