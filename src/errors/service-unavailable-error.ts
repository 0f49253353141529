import { InternalServerError } from './internal-server-error.js';

/** The model is offline or at capacity: status 503. Another model may answer. */
export class ServiceUnavailableError extends InternalServerError {
  override get name(): 'ServiceUnavailableError' {
    return 'ServiceUnavailableError';
  }
}
