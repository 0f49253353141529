import { type ObservableInput, of } from 'rxjs';
import { checkOptions } from '../../options/check-options.js';
import { invalidOption } from '../../options/invalid-option.js';
import { callSafely, reportUnhandled } from '../report-unhandled.js';
import { clientAddress } from './client-address.js';
import { ClientBuckets } from './client-buckets.js';
import type { CorsSettings } from './cors.js';
import type { IncomingRequest } from './incoming-request.js';
import type { ChatBounds } from './parse-chat.js';
import { type RelayGuardOptions, defaultRelayFields, guardOptionRules } from './relay-guard-options.js';

/** Validated options of a guard, with their defaults. */
export interface GuardSettings extends ChatBounds, CorsSettings {
  readonly maxBodySize: number;
  readonly bodyTimeout: number;
  /** Milliseconds that the client has to wait before this request; 0 if it may proceed. */
  readonly wait: (request: IncomingRequest) => ObservableInput<number>;
  /** Reports a failure of your server's own code. */
  readonly report: (error: unknown) => void;
}

/** Returns the options with their defaults; throws a `TypeError` if one is invalid. */
export function guardSettings(options: RelayGuardOptions): GuardSettings {
  checkOptions(options, guardOptionRules);
  const { origins, models, fields = defaultRelayFields, trustedProxies = 0 } = options;
  const { allowHeaders = ['content-type', 'authorization'], onError } = options;
  const report = (error: unknown): void => {
    if (onError === undefined) reportUnhandled(error);
    else callSafely(() => onError(error));
  };
  origins.forEach(checkOrigin);
  return {
    origins: new Set(origins),
    models: new Set(models),
    fields: new Set([...fields, 'model', 'messages', 'stream']),
    allowWithoutOrigin: options.allowWithoutOrigin === true,
    allowCredentials: options.allowCredentials === true,
    allowHeaders,
    maxBodySize: options.maxBodySize ?? 256 * 1024,
    bodyTimeout: options.bodyTimeout ?? 10_000,
    maxMessages: options.maxMessages ?? 100,
    maxCompletionTokens: options.maxCompletionTokens ?? 4096,
    wait: createLimiter(options, trustedProxies, report),
    report,
  };
}

function createLimiter(
  { rate = { requests: 20 }, clientOf }: RelayGuardOptions,
  trustedProxies: number,
  report: GuardSettings['report'],
): GuardSettings['wait'] {
  if (rate === false) return () => of(0);
  const getClientName = (request: IncomingRequest): string =>
    clientOf === undefined ? clientAddress(request, trustedProxies) : checkName(clientOf(request), report);
  if (typeof rate === 'function') {
    return (request) => {
      const wait = rate(getClientName(request));
      return typeof wait === 'number' ? of(wait) : wait;
    };
  }
  const buckets = new ClientBuckets(rate);
  return (request) => of(buckets.take(getClientName(request)));
}

/**
 * Throws a `TypeError` if the name of a client is not a string. A Promise would count as another client for each request; its rejection is
 * reported, so that it is not unhandled.
 */
function checkName(name: unknown, report: GuardSettings['report']): string {
  if (typeof name === 'string') return name;
  Promise.resolve(name).catch(report);
  throw invalidOption('clientOf', 'a string', name, 'return');
}

function checkOrigin(origin: unknown, index: number): void {
  if (
    typeof origin === 'string' &&
    URL.canParse(origin) &&
    new URL(origin).origin === origin &&
    origin !== 'null'
  )
    return;
  throw new TypeError(
    `\`origins[${index}]\` must be an origin, such as https://app.example; received ${JSON.stringify(origin)}`,
  );
}
