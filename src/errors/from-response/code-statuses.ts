import type { ErrorBody } from './error-body.js';

/**
 * Codes and types of errors inside an answer, each line after the status of the same errors outside an answer. They are those of
 * Venice, OpenAI, Anthropic, Google and others, in lower case, without separators and without a final `error`. Source:
 * `docs/wire-format.md`, "Errors inside a stream".
 */
const codes =
  ' 400 badrequest contextlengthexceeded invalidargument invalidparameter invalidrequest' +
  ' 401 authentication invalidapikey unauthenticated unauthorized' +
  ' 402 insufficientbalance' +
  ' 403 forbidden permission permissiondenied' +
  ' 404 modelnotfound notfound' +
  ' 422 contentblockedbyprovider contentfilter contentpolicyviolation' +
  ' 429 insufficientquota modeloverloaded ratelimit ratelimitexceeded resourceexhausted toomanyrequests' +
  ' 500 api inferencefailed internal internalserver server unknown upstream' +
  ' 502 teeattestationfailed teesignaturefailed' +
  ' 503 modelatcapacity modeloffline overloaded serviceunavailable unavailable' +
  ' 504 deadlineexceeded requesttimeout timeout ';

/**
 * Returns the status that an error inside an answer would have outside of it: by its code, else by its type; 0 if both are unknown.
 * A number is the status; FastChat's numbers have five digits, and begin with the status.
 */
export function statusOfCode({ code, type }: ErrorBody): number {
  return toStatus(code) || toStatus(type);
}

function toStatus(word: string | null): number {
  if (word === null) return 0;
  if (/^[45]\d\d(\d\d)?$/.test(word)) return Number(word.slice(0, 3));
  const name = word.toLowerCase().replace(/[-_. ]|error$/g, '');
  const at = codes.indexOf(` ${name} `);
  // The last number before the name is the status of its line.
  return Number(/\d+(?=\D*$)/.exec(codes.slice(0, at + 1))?.[0] ?? 0);
}
