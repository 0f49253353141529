import { trimSlashes } from '../transport/trim-slashes.js';
import { resolveTimeouts } from '../request/timeouts.js';
import { checkHeaders } from '#check-headers';
import { checkKey } from '../request/check-key.js';
import type { Settings } from '../request/sender-settings.js';
import { type VeniceClientOptions, clientOptionRules } from './client-options.js';
import { checkOptions } from '../options/check-options.js';
import { describeType } from '../options/describe-type.js';
import { invalidOption, optionError } from '../options/invalid-option.js';
import { environment } from '#environment';
import { hasControls } from '../request/has-controls.js';
import { isBrowser } from '../request/is-browser.js';

const veniceOrigin = 'https://api.venice.ai';

/** Validates the options of a client. Throws a `TypeError` that names an invalid option. */
export function resolveSettings(options: VeniceClientOptions): Settings {
  checkOptions(options, clientOptionRules);
  const baseURL = resolveBaseURL(
    options.baseURL?.trim() || environment('VENICE_BASE_URL') || `${veniceOrigin}/api/v1`,
  );
  return {
    apiKey: resolveKey(options),
    baseURL,
    needsKey: new URL(baseURL).origin === veniceOrigin,
    timeouts: resolveTimeouts(options.timeouts),
    headers: checkHeaders(options.headers),
  };
}

function resolveKey(options: VeniceClientOptions): Settings['apiKey'] {
  const { apiKey } = options;
  if (typeof apiKey === 'function' || apiKey === false) return apiKey;
  if (apiKey !== undefined && typeof apiKey !== 'string') {
    throw optionError('apiKey', 'be a string, a function or false', describeType(apiKey));
  }
  const key = apiKey?.trim() || environment('VENICE_API_KEY');
  if (key === undefined) return false;
  if (isBrowser() && options.dangerouslyAllowBrowser !== true) {
    throw new TypeError(
      '`apiKey` is visible to visitors of a page; use a relay (`baseURL`), or set `dangerouslyAllowBrowser`',
    );
  }
  return checkKey(key);
}

function resolveBaseURL(text: string): string {
  const { location } = globalThis as { location?: { href?: string } };
  const url = URL.canParse(text, location?.href) ? new URL(text, location?.href) : undefined;
  const isPlain = url?.href === `${url?.origin}${url?.pathname}`;
  // `URL` removes line breaks and tabs, so that the parsed address could differ from the visible one.
  if (url && isPlain && url.protocol.startsWith('http') && !hasControls(text)) return trimSlashes(url.href);
  throw invalidOption('baseURL', 'an http or https URL without user, password, query and fragment', text);
}
