import type { Dialect } from './dialect.js';
import type { ServerError } from './meaning.js';

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  429: 'rate_limit_error',
  500: 'server_error',
  503: 'overloaded_error',
};

/** The message of an error, and its code or type. */
function errorFields({ status, message }: ServerError, dialect: Dialect): object {
  switch (dialect.code) {
    case 'number':
      return { message, code: status };
    case 'string':
      return { message, code: String(status) };
    case 'type':
      return { message, type: types[status] };
  }
}

/** An error as a frame of a stream, without its line ends. */
export function writeErrorFrame(error: ServerError, dialect: Dialect, space: string): string {
  const data = (value: unknown): string => `data:${space}${JSON.stringify(value)}`;
  switch (dialect.error) {
    case 'error object':
      return data({ error: errorFields(error, dialect) });
    case 'error string':
      return data({ error: error.message, status: error.status });
    case 'error field':
      return `error:${space}${JSON.stringify(errorFields(error, dialect))}`;
    case 'raw line':
      return JSON.stringify({ error: errorFields(error, dialect) });
    case 'object error':
      return data({ object: 'error', ...errorFields(error, dialect) });
    case 'code and message':
      return data(errorFields(error, dialect));
    case 'choice error':
      return data({
        id: 'c',
        choices: [
          { index: 0, delta: {}, finish_reason: getFinish(dialect), error: errorFields(error, dialect) },
        ],
      });
    case 'event':
      return `event: error\n${data(errorFields(error, dialect))}`;
  }
}

/** An error as the body of an answer in one piece. */
export function writeErrorBody(error: ServerError, dialect: Dialect): string {
  switch (dialect.error) {
    case 'error string':
      return JSON.stringify({ error: error.message, status: error.status });
    case 'object error':
      return JSON.stringify({ object: 'error', ...errorFields(error, dialect) });
    case 'code and message':
      return JSON.stringify(errorFields(error, dialect));
    case 'choice error':
      return JSON.stringify({
        id: 'c',
        choices: [
          {
            index: 0,
            message: { content: '' },
            finish_reason: getFinish(dialect),
            error: errorFields(error, dialect),
          },
        ],
      });
    default:
      return JSON.stringify({ error: errorFields(error, dialect) });
  }
}

/** The headers of a delay in milliseconds. */
export function writeWait(wait: number, dialect: Dialect): Record<string, string> {
  const seconds = wait / 1000;
  const exhausted = (reset: string): Record<string, string> => ({
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': reset,
  });
  switch (dialect.wait) {
    case 'retry-after':
      return { 'retry-after': String(seconds) };
    case 'retry-after-ms':
      return { 'retry-after-ms': String(wait) };
    case 'seconds':
      return exhausted(`${seconds}s`);
    case 'minutes':
      return exhausted(`${Math.floor(seconds / 60)}m${seconds % 60}s`);
    case 'milliseconds':
      return exhausted(`${wait}ms`);
  }
}

/** The finish reason of a choice that reports an error, which only some servers send. */
function getFinish({ code }: Dialect): string | null {
  return code === 'number' ? null : 'error';
}
