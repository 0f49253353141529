import { type StoreRefusal, StoreRefusedError } from '../errors/store-refused-error.js';

/** Replies of a server that would refuse the same command again. All others are repeated: READONLY, MOVED, CLUSTERDOWN, LOADING, lost connections. */
const refusals: readonly (readonly [RegExp, StoreRefusal, string])[] = [
  [/^OOM\b/, 'memory', 'Redis has no memory for new data (`maxmemory`)'],
  [/^NOPERM\b/, 'permission', 'the user of Redis lacks a permission; see "Redis" in docs/durable.md'],
  [/^(NOAUTH|WRONGPASS)\b/, 'permission', 'Redis does not accept the credentials of the client'],
  [
    /^ERR (Error compiling script|unknown command|Unexpected engine|Unknown Redis command)/,
    'unsupported',
    'the server does not run the scripts; Redis 7.0 or later is required',
  ],
];

/** The error of a call of the store. The cause is that of the client. */
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

/** Scripts may quote their arguments in later lines. */
function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').slice(0, 200);
}
