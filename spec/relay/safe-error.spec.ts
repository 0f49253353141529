import {
  APITimeoutError,
  ClientClosedError,
  FailureBudgetError,
  LimitExceededError,
  MalformedChunkError,
  RequestError,
} from 'venice-rx';
import { safeError } from '../../src/relay/safe-error.js';

const message = 'host 10.1.2.3';

describe('what a browser may know of an error', () => {
  it.each<[unknown, object]>([
    [
      new RequestError({ message: 'model: name one', path: 'model', remedy: 'name one' }),
      { status: 400, message: 'model: name one' },
    ],
    [new APITimeoutError({ message, phase: 'idle', limit: 1 }), { status: 504, code: 'request_timeout' }],
    [new ClientClosedError({ message }), { status: 503, code: 'model_offline' }],
    [
      new FailureBudgetError({ message, model: 'm', failures: 9, retryAfter: 5000 }),
      { status: 503, retryAfter: 5000 },
    ],
    [
      new LimitExceededError({ message, what: 'queue', limit: 1 }),
      { status: 429, code: 'rate_limit_exceeded' },
    ],
    [new LimitExceededError({ message, what: 'slow sink', limit: 1 }), { status: 500, code: 'server_error' }],
    [new MalformedChunkError({ message, data: message }), { status: 502, code: 'upstream_error' }],
    [new Error(message), { status: 500, code: 'server_error' }],
    [undefined, { status: 500, code: 'server_error' }],
  ])('%#: of %s is a status, a code and a sentence of ours', (error, wire) => {
    expect(safeError(error)).toMatchObject(wire);
    expect(JSON.stringify(safeError(error))).not.toContain(message);
  });
});
