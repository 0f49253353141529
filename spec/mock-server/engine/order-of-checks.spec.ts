import { answerRequest } from '../../../src/mock-server/engine/answer-request.js';
import type { EngineRequest } from '../../../src/mock-server/engine/engine-request.js';
import type { EngineAnswer } from '../../../src/mock-server/engine/engine-answer.js';
import { createMeters } from '../../../src/mock-server/engine/limits/meters.js';
import { textModel } from '../../../src/mock-server/engine/models/text-model.js';
import { context, httpRequest } from './chat-request.js';
import { noon } from './create-engine.js';

const anyText = expect.any(String) as unknown;
const plain = { error: anyText };
const issues = { error: anyText, details: { _errors: [] }, issues: [expect.anything() as unknown] };
const json = { 'content-type': 'application/json; charset=utf-8' };
const right = { ...json, authorization: 'Bearer right' };
const valid = { messages: [{ role: 'user', content: 'Hi' }] };

const resultWithoutCall = { messages: [{ role: 'tool', tool_call_id: 'call_1', content: '12 degrees' }] };

/** Requests with several errors, of which the named one is checked first. The errors of the later rows are checked later. */
const rows: readonly (readonly [
  error: string,
  status: number,
  body: object,
  request: Partial<EngineRequest>,
])[] = [
  ['the route is unknown', 404, plain, { path: '/api/v1/nowhere', headers: {} }],
  ['the method is not POST', 404, plain, { method: 'PUT', headers: {} }],
  ['the body was too large', 413, { ...plain, code: 'PAYLOAD_TOO_LARGE' }, { body: null, headers: {} }],
  ['the content type is missing', 400, plain, { body: '{', headers: {} }],
  ['the content type is not JSON', 400, plain, { body: '{', headers: { 'content-type': 'text/plain' } }],
  ['the body is not JSON', 400, plain, { body: '{', headers: json }],
  ['credentials are missing', 402, { x402Version: 2, accepts: [] }, { body: '{}', headers: json }],
  ['too many requests have failed', 429, plain, { body: getBody('blocked'), headers: wrongKey() }],
  ['the key is wrong', 401, plain, { body: getBody('unknown'), headers: wrongKey() }],
  ['the body does not match the schema', 400, issues, { body: getBody('unknown', { n: 0 }), headers: right }],
  ['the model is unknown', 404, plain, { body: getBody('unknown', { logprobs: true }), headers: right }],
  ['the model has been retired', 410, plain, { body: getBody('gone', { logprobs: true }), headers: right }],
  [
    'the model lacks a capability',
    400,
    issues,
    { body: getBody('public', { logprobs: true }), headers: right },
  ],
  [
    'the key may not use the model',
    403,
    { code: 'MODEL_PRIVACY_RESTRICTED' },
    { body: getBody('public'), headers: right },
  ],
  ['the limit of the model is reached', 429, plain, { body: getBody('busy'), headers: right }],
  ['the model is offline', 503, plain, { body: getBody('offline'), headers: right }],
  [
    'the prompt is too long',
    400,
    { error: { code: 'context_length_exceeded' } },
    { body: getBody('small'), headers: right },
  ],
  ['a result has no call', 400, issues, { body: getBody('scripted', resultWithoutCall), headers: right }],
  ['the script replies with an error', 418, plain, { body: getBody('scripted'), headers: right }],
];

describe('a request with several errors gets the first one:', () => {
  it.each(rows)('%s, %i', (_, status, body, request) => {
    const result = ask(request);

    expect(result).toMatchObject({ status });
    expect(JSON.parse('body' in result ? result.body : '')).toMatchObject(body);
  });
});

it('an error of x-fault comes before all checks, and needs no key', () => {
  expect(ask({ body: '{', headers: { 'x-fault': 'http=at-capacity' } }).status).toBe(503);
});

function ask(request: Partial<EngineRequest>): EngineAnswer {
  const end = { autoRemap: false, date: '2026-09-01', removesAt: '2026-09-01T00:00:00Z' };
  const catalogue = {
    models: [
      textModel({ id: 'gone', spec: { deprecation: end } }),
      textModel({ id: 'public', spec: { privacy: 'anonymized' } }),
      textModel({ id: 'busy', spec: { offline: true } }),
      textModel({ id: 'offline', context: 1, spec: { offline: true } }),
      textModel({ id: 'small', context: 1 }),
      textModel({ id: 'scripted' }),
    ],
    aliases: {},
  };
  const meters = createMeters({ tier: { requests: 1, tokens: 1000 }, errorBudget: { threshold: 1 } });
  meters.minute.add('busy', noon, { requests: 1 });
  meters.budgets?.failures.add(JSON.stringify(['Bearer wrong', 'blocked', undefined]), noon);
  const script = [{ reply: { status: 418, body: { error: 'teapot' } } }];
  const fields = { apiKey: 'right', modelPrivacy: 'private', catalogue, meters, now: noon, script };
  return answerRequest(httpRequest({}, request), context(fields));
}

function getBody(model: string, fields: object = {}): string {
  return JSON.stringify({ model, ...valid, ...fields });
}

function wrongKey(): Record<string, string> {
  return { ...json, authorization: 'Bearer wrong' };
}
