import { APIConnectionError, RequestError } from 'venice-rx';
import { apiErrorFromResponse } from '../../../src/errors/from-response/api-error-from-response.js';
import { errorLine } from '../../../src/cli/failures/error-line.js';
import { Interruption } from '../../../src/cli/failures/interruption.js';
import { UsageError } from '../../../src/cli/failures/usage-error.js';
import type { Paint } from '../../../src/cli/terminal/painter-for.js';

const plain: Paint = (_, text) => text;
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Error =>
  apiErrorFromResponse({ status, headers, now: 0 }, JSON.stringify(body));

it.each([
  [new UsageError('no prompt', 'write one'), 'UsageError: no prompt — write one\n'],
  [
    answer(401, { error: 'bad key' }, { 'cf-ray': '8a1b' }),
    'AuthenticationError: 401 bad key (request id 8a1b) — set VENICE_API_KEY to a valid key\n',
  ],
  [
    answer(402, { error: 'pay' }),
    'PaymentRequiredError: 402 pay — top up the account, or raise the limit of the key\n',
  ],
  [
    answer(402, { error: 'pay', x402Version: 2 }),
    'PaymentRequiredError: 402 pay — set VENICE_API_KEY to your key\n',
  ],
  [
    answer(400, { error: 'too long', code: 'context_length_exceeded' }),
    'ContextLengthExceededError: 400 too long — send less, or use a model with a longer context; in a conversation, /clear starts over\n',
  ],
  [answer(418, { error: 'teapot' }), 'APIError: 418 teapot\n'],
  [answer(429, { error: 'slow' }, { 'retry-after': '2' }), 'RateLimitError: 429 slow — try again in 2 s\n'],
  [
    answer(404, { error: 'two\nlines \u001b[31mred\u0007' }),
    'NotFoundError: 404 two lines [31mred — `venice-rx models` lists the models\n',
  ],
  [
    new APIConnectionError({ message: 'no connection' }),
    'APIConnectionError: no connection — check the network, and the address of the server\n',
  ],
  [
    new RequestError({ message: 'model: name one', path: 'model', remedy: 'name one' }),
    'RequestError: model: name one\n',
  ],
  [new TypeError('a bug'), 'TypeError: a bug\n'],
  ['a string', 'Error: a string\n'],
  [new Interruption(130), ''],
])('prints %s as one line, with a remedy if one is known', (error, line) => {
  expect(errorLine(error, plain)).toBe(line);
});

it('paints only the name', () => {
  const paint: Paint = (style, text) => `<${style}>${text}</${style}>`;

  expect(errorLine(new Error('x'), paint)).toBe('<red>Error</red>: x\n');
});
