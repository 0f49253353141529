import * as fc from 'fast-check';
import { type ChatCompletionRequest, RequestError } from 'venice-rx';
import { checkRequest as checkInBrowser } from '../../src/validation/check-request.js';
import { promptLength } from '../../src/history/prompt-length.js';
import { checkRequest } from '../../src/node/check-request.js';
import { checkProperty } from './check-property.js';
import { readJsonCorpus } from './corpus.js';
import { hostileKey, hostileRecord, hostileText, hostileValue } from './hostile-json.js';

const secret = 'a prompt for my eyes only';
const text = fc.oneof(fc.constant(secret), hostileText);
const message = hostileRecord({
  role: fc.constantFrom('user', 'system', 'assistant', 'tool', 'developer'),
  content: fc.oneof(
    text,
    fc.array(
      hostileRecord({
        type: fc.constantFrom('text', 'image_url', 'input_audio', 'video_url', 'file'),
        text,
        image_url: hostileRecord({ url: text }),
        file: hostileRecord({ file_data: text }),
      }),
      { maxLength: 3 },
    ),
  ),
  name: text,
  tool_call_id: text,
  tool_calls: fc.array(hostileValue, { maxLength: 2 }),
});
const requests = hostileRecord({
  model: fc.constantFrom('m', ''),
  messages: fc.array(message, { maxLength: 3 }),
  temperature: fc.constantFrom(0, 2, 3, -1),
  stop: fc.oneof(text, fc.array(text)),
  tools: fc.array(
    hostileRecord({
      type: fc.constant('function'),
      function: hostileRecord({ name: text, parameters: hostileValue }),
    }),
  ),
  tool_choice: fc.oneof(fc.constantFrom('auto', 'none'), hostileValue),
  response_format: hostileRecord({ type: fc.constantFrom('text', 'json_schema'), json_schema: hostileValue }),
  metadata: fc.dictionary(hostileKey, text, { maxKeys: 2 }),
  anon_user_id: text,
  venice_parameters: hostileRecord({
    character_slug: text,
    enable_web_search: fc.constantFrom('on', 'auto', 1),
  }),
});

/** Checks a request as in Node and as in browsers; throws if a check fails without a `RequestError`, or with one that contains the prompt. */
function assertChecked(request: unknown): void {
  for (const check of [checkRequest, checkInBrowser]) {
    try {
      check(request as ChatCompletionRequest);
    } catch (error) {
      if (!(error instanceof RequestError)) throw new Error('not a RequestError', { cause: error });
      if (error.message.includes(secret) || error.path.includes(secret))
        throw new Error('the error contains the prompt', { cause: error });
      if (error.path === '' || error.remedy === '')
        throw new Error('the error has no path or no remedy', { cause: error });
    }
  }
  if (typeof request === 'object' && request !== null)
    promptLength((request as ChatCompletionRequest).messages);
}

describe('any request', () => {
  it('passes the check, or fails with a RequestError that has a remedy', () => {
    checkProperty('any request', requests, assertChecked);
  });

  it.each(readJsonCorpus('requests'))(
    'has one of these results for an input that failed once: %s',
    (_, request) => {
      assertChecked(request);
    },
  );
});
