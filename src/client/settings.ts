import { trimSlashes } from '../transport/trim-slashes.js';
import { resolveTimeouts } from '../request/timeouts.js';
import { checkHeaders } from '../request/check-headers.js';
import { checkKey } from '../request/check-key.js';
import type { Settings } from '../request/sender-settings.js';
import type { VeniceClientOptions } from './client-options.js';
import { describeType } from '../request/describe-type.js';
import { environment } from '../request/environment.js';
import { isBrowser } from '../request/is-browser.js';

const veniceBaseURL = 'https://api.venice.ai/api/v1';

/** Throws a `TypeError` that names the invalid option. */
export function resolveSettings(options: VeniceClientOptions): Settings {
  checkKinds({ ...options });
  const baseURL = resolveBaseURL(options.baseURL?.trim() || environment('VENICE_BASE_URL') || veniceBaseURL);
  return {
    apiKey: resolveKey(options),
    baseURL,
    needsKey: new URL(baseURL).origin === new URL(veniceBaseURL).origin,
    timeouts: resolveTimeouts(options.timeouts),
    headers: checkHeaders(options.headers),
  };
}

function checkKinds(options: Readonly<Record<string, unknown>>): void {
  const { apiKey, baseURL, partitionBy } = options;
  const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
  if (!isText(apiKey) && apiKey !== false && typeof apiKey !== 'function')
    throw new TypeError('apiKey: give a text or a function, or false for none');
  if (!isText(baseURL)) throw new TypeError('baseURL: give a text');
  if (partitionBy !== undefined && typeof partitionBy !== 'function') {
    const expected = 'must be a function that takes a request and returns a string';
    throw new TypeError(`\`partitionBy\` ${expected}; received ${describeType(partitionBy)}`);
  }
  for (const [name, remedy] of Object.entries(remedies)) {
    const value = options[name];
    const isGiven = value !== undefined && (value !== false || name === 'transport');
    const isGuard = name === 'limits' || name === 'circuitBreaker';
    const isRight = (one: unknown): boolean =>
      typeof (isGuard ? (Object(one) as { intercept?: unknown }).intercept : one) === 'function';
    if (isGiven && !(name === 'limits' ? [value].flat() : [value]).every(isRight))
      throw new TypeError(`${name}: give ${remedy}`);
  }
}

/** Expected values of the options that are functions or have an `intercept` function. */
const remedies = {
  transport: 'a function, such as fetchTransport()',
  retry: 'an operator, such as retryOnApiError()',
  limits: 'what rateLimiter() returns',
  circuitBreaker: 'what circuitBreaker() returns',
};

function resolveKey(options: VeniceClientOptions): Settings['apiKey'] {
  if (typeof options.apiKey === 'function' || options.apiKey === false) return options.apiKey;
  const key = options.apiKey?.trim() || environment('VENICE_API_KEY');
  if (key === undefined) return false;
  if (isBrowser() && options.dangerouslyAllowBrowser !== true) {
    throw new TypeError(
      'apiKey: visitors of a page can read it; use a relay (`baseURL`), or set `dangerouslyAllowBrowser`',
    );
  }
  return checkKey(key);
}

/** Whether a string contains control characters, which break a line or are invisible. */
export function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function resolveBaseURL(text: string): string {
  // `URL` removes line breaks and tabs, so that the parsed address could differ from the visible one.
  if (hasControls(text)) throw new TypeError('baseURL: leave out line breaks and other control characters');
  const { location } = globalThis as { location?: { href?: string } };
  const url = URL.canParse(text, location?.href) ? new URL(text, location?.href) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('baseURL: give an http or https address, such as https://api.venice.ai/api/v1');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError('baseURL: must have no user, password, query or fragment; use `headers`');
  }
  return trimSlashes(url.href);
}
