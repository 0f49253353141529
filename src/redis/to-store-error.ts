import { type StoreRefusal, StoreRefusedError } from '../errors/store-refused-error.js';

/**
 * Errors after which the server would refuse the same command again. After other errors, the command is repeated: READONLY, MOVED,
 * CLUSTERDOWN, LOADING, lost connections.
 */
const refusals: readonly (readonly [RegExp, StoreRefusal, string])[] = [
  [/^OOM\b/, 'memory', 'Redis has no memory for new data (`maxmemory`)'],
  [
    // For a command of a script, Redis 7.0 has the second form.
    /^(NOPERM\b|ERR The user executing the script can't (run|access|publish)\b)/,
    'permission',
    'the user of Redis lacks a permission; see "Redis" in docs/durable.md',
  ],
  [/^(NOAUTH|WRONGPASS)\b/, 'permission', 'Redis does not accept the credentials of the client'],
  [
    /^ERR (Error compiling script|unknown command|Unexpected engine|Unknown Redis command)/,
    'unsupported',
    'the server does not run the scripts; Redis 7.0 or later is required',
  ],
];

/** Converts an error of the client to the error of the store, with the original as its `cause`. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const refusal = refusals.find(([pattern]) => pattern.test(error.message));
  if (!refusal) return error;
  const [, reason, explanation] = refusal;
  return new StoreRefusedError({
    message: `${explanation}: ${firstLine(error.message)}`,
    reason,
    cause: error,
  });
}

/** Returns the first line of a message: later lines of the error of a script may quote the arguments of the script. */
function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').slice(0, 200);
}
