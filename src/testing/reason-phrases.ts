const names: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** Returns the reason phrase of a status, as in Node's `http.STATUS_CODES`; `Status 418` and so on for other statuses. */
export function getReasonPhrase(status: number): string {
  return names[status] ?? `Status ${status}`;
}

/** Returns the code that an error inside a stream has in place of a status. */
export function getInBandCode(status: number): string {
  return status === 429 ? 'model_overloaded' : String(status);
}
