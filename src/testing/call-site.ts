/** Creates an error with a stack that starts at the caller of a function, if the runtime supports that. */
export function placeOutside(caller: object): Error {
  const place = new Error();
  const { captureStackTrace } = Error as { captureStackTrace?: (error: Error, above: object) => void };
  captureStackTrace?.(place, caller);
  return place;
}

/** Gives an error the stack of a place. */
export function withPlace(place: Error, error: unknown): unknown {
  if (!(error instanceof Error) || place.stack === undefined) return error;
  const frames = place.stack.split('\n').filter((line) => /^\s+at |@/.test(line));
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}
