import type { Script } from 'venice-rx/mock-server';

import { answerRequest } from '../../../src/mock-server/engine/answer-request.js';
import { context, httpRequest, chatRequest } from './chat-request.js';
import { noon, createEngine } from './create-engine.js';

const everywhere = ['content-type', 'cf-ray', 'x-venice-version', 'x-venice-timestamp'];
const failures = ['x-ratelimit-remaining', 'x-ratelimit-resets'];
const model = ['x-venice-model-id', 'x-venice-model-name', 'x-venice-model-router'];
const balances = ['x-venice-balance-usd', 'x-venice-balance-diem'];
const requests = ['limit', 'remaining', 'reset'].map((part) => `x-ratelimit-${part}-requests`);
const tokens = ['limit', 'remaining', 'reset'].map((part) => `x-ratelimit-${part}-tokens`);
const host = ['x-venice-host-name'];
const anonymous = { headers: { 'content-type': 'application/json' } };
const wrong = { headers: { ...anonymous.headers, authorization: 'Bearer wrong' } };

describe('the headers of', () => {
  const demanding = createEngine({}, { apiKey: 'right' });
  const limited = createEngine({ tier: { requests: 0, tokens: 10 } });
  const list = { method: 'GET', path: '/api/v1/models', body: '' };
  const failed: Script = [{ reply: { status: 500, body: { error: 'no' }, headers: { 'x-more': '1' } } }];
  const unlimited = [...model, ...balances, ...requests];

  it.each([
    ['an answer in one piece', createEngine()(noon), [...failures, ...unlimited]],
    ['a stream', createEngine()(noon, { stream: true }), [...failures, ...unlimited]],
    ['an answer under a limit', createEngine({ tier: 'M' })(noon), [...failures, ...unlimited, ...tokens]],
    ['an answer without error budget', createEngine({ errorBudget: false })(noon), unlimited],
    ['a list of models', createEngine()(noon, {}, list), []],
    ['an unknown route', createEngine()(noon, {}, { path: '/' }), host],
    ['a body that is not JSON', createEngine()(noon, {}, { body: '{' }), host],
    ['a request without credentials', demanding(noon, {}, anonymous), [...host, 'payment-required']],
    ['a wrong key', demanding(noon, {}, wrong), [...failures, ...host]],
    ['an unknown model', createEngine()(noon, { model: 'unknown' }), [...failures, ...host]],
    ['a rate limit', limited(noon), [...failures, ...unlimited, ...tokens, ...host, 'x-ratelimit-type']],
    [
      'an error of the script',
      createEngine({}, { script: failed })(noon),
      [...failures, ...unlimited, ...host, 'x-more'],
    ],
  ])('%s have the expected names', (_, { headers }, names) => {
    expect(Object.keys(headers)).toEqual([...everywhere, ...names]);
  });

  it('an error of the script override default headers, with names in any case', () => {
    const headers = { 'Content-Type': 'text/plain', 'X-RateLimit-Remaining-Requests': '0' };
    const script: Script = [{ reply: { status: 429, body: 'slow', headers } }];

    const sent = new Headers(createEngine({}, { script })(noon).headers);

    expect(sent.get('content-type')).toBe('text/plain');
    expect(sent.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(sent.get('x-ratelimit-reset-requests')).toBe(String(noon + 60_000));
  });

  it('a stream have the expected values', () => {
    expect(answerRequest(httpRequest(chatRequest({ stream: true })), context()).headers).toEqual({
      'content-type': 'text/event-stream; charset=utf-8',
      'cf-ray': '0123456789abcdef-LOC',
      'x-venice-version': '20260821.193530',
      'x-venice-timestamp': '2026-10-01T12:00:30.500Z',
      'x-venice-model-id': 'zai-org-glm-5-2',
      'x-venice-model-name': 'zai-org-glm-5-2',
      'x-venice-model-router': 'local',
      'x-venice-balance-usd': '25.000000',
      'x-venice-balance-diem': '0',
      'x-ratelimit-limit-requests': '50',
      'x-ratelimit-remaining-requests': '49',
      'x-ratelimit-reset-requests': String(Date.UTC(2026, 9, 1, 12, 1, 0)),
      'x-ratelimit-remaining': '20',
      'x-ratelimit-resets': String(Date.UTC(2026, 9, 1, 12, 1, 0, 500)),
    });
  });

  it('a request without credentials contain the body in base64', () => {
    const refusal = demanding(noon, {}, anonymous);
    expect(atob(refusal.headers['payment-required'] ?? '')).toBe('body' in refusal ? refusal.body : '');
  });

  it('a model whose name is not valid in a header contain question marks', () => {
    const script: Script = [{ when: () => true, reply: { text: 'Hi' } }];
    const { headers } = createEngine({}, { script })(noon, { model: 'm\u00e9\n' });

    expect(headers['x-venice-model-id']).toBe('m??');
  });

  it.each([
    ['x-ratelimit-remaining', 'x-ratelimit-resets', 30_000],
    ['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests', 60_000],
    ['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens', 60_000],
  ])('an error of the script with %s also have %s', (counter, reset, wait) => {
    const reply = { status: 429, body: {}, headers: { [counter]: '0' } };

    expect(createEngine({}, { script: [{ reply }] })(noon).headers[reset]).toBe(String(noon + wait));
    const own = { ...reply, headers: { ...reply.headers, [reset]: '5' } };
    expect(createEngine({}, { script: [{ reply: own }] })(noon).headers[reset]).toBe('5');
  });
});
