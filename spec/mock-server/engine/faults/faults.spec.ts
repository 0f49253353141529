import { namedErrors, parseFault, type ErrorName, type Fault } from 'venice-rx/mock-server';

import { answerRequest } from '../../../../src/mock-server/engine/answer-request.js';
import type {
  EngineAnswer,
  StreamedAnswer,
  WholeAnswer,
} from '../../../../src/mock-server/engine/engine-answer.js';
import { context, httpRequest, chatRequest } from '../chat-request.js';

const headers = { 'content-type': 'application/json' };

describe('parseFault', () => {
  it.each<[string, Fault]>([
    ['reset; after=3', { kind: 'reset', after: 3 }],
    ['stall', { kind: 'stall' }],
    ['delay=never', { delay: Infinity }],
    ['split=1; crlf; keep-alive=20', { split: 1, lineEnd: 'crlf', keepAlive: 20 }],
    [
      'kind=cut; lineEnd=cr; keepAlive=20; holdOpen=never',
      { kind: 'cut', lineEnd: 'cr', keepAlive: 20, holdOpen: Infinity },
    ],
    ['hold-open=5000', { holdOpen: 5000 }],
    ['http=overloaded', { http: 'overloaded' }],
    ['http=PRO_ONLY_MODEL', { http: 'PRO_ONLY_MODEL' }],
    [
      'status=418; body=%7B%22error%22%3A%22tea%22%7D; header=retry-after:5',
      { status: 418, body: { error: 'tea' }, headers: { 'retry-after': '5' } },
    ],
    ['status=502; body=<h1>Bad%20gateway</h1>', { status: 502, body: '<h1>Bad gateway</h1>' }],
  ])('parses %s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it.each([
    'nonsense',
    'after=soon',
    'http=nothing',
    'http',
    'kind',
    'kind=slow',
    'line-end=lfcr',
    'delay',
    'split=0',
    'status=99',
    'header=retry-after',
    'body=%',
    'reset=1',
    'reset after=3',
  ])('returns a 400 for %s', (text) => {
    expect(parseFault(text).http).toMatchObject({ status: 400 });
  });
});

describe('a fault', () => {
  it.each([
    ['cut', undefined, 2],
    ['hang-up', 'hang-up', 2],
    ['reset', 'reset', 2],
    ['stall', 'stall', 2],
  ])('of kind %s breaks off a stream after two frames', (kind, ending, count) => {
    const result = streamWith(`${kind}; after=2`);

    expect(result.frames).toHaveLength(count);
    expect(result.ending).toBe(ending ?? 'end');
  });

  it('of kind error ends a stream with an error frame and [DONE]', () => {
    const [, error, done] = streamWith('error; after=1').frames;

    expect(JSON.parse(error?.data ?? '')).toMatchObject({
      error: { code: 'model_overloaded', retry_after: 30 },
    });
    expect(done?.data).toBe('[DONE]');
  });

  it('breaks off an answer in one piece in its middle', () => {
    const whole = answerWith(undefined, false) as WholeAnswer;
    const broken = answerWith('reset', false) as WholeAnswer;

    expect(broken.ending).toBe('reset');
    expect(whole.body.startsWith(broken.body)).toBe(true);
    expect(broken.body.length).toBeLessThan(whole.body.length);
  });

  it('can be set by the server, by the script, and by the request, which takes precedence over the server', () => {
    const fault: Fault = { delay: 5 };
    const request = httpRequest(chatRequest());

    expect(answerRequest(request, context({ fault })).after).toBe(5);
    expect(answerRequest(request, context({ script: [{ reply: { text: 'Hi', fault } }] })).after).toBe(5);
    const requestWithFault = httpRequest(chatRequest(), { headers: { ...headers, 'x-fault': 'delay=7' } });
    expect(answerRequest(requestWithFault, context({ fault })).after).toBe(7);
  });

  it.each(Object.keys(namedErrors) as ErrorName[])('http=%s sends the named error', (name) => {
    const { status, body, headers: extra = {} } = namedErrors[name];
    const result = answerWith(`http=${name}`, true) as WholeAnswer;

    expect(result.status).toBe(status);
    expect(result.body).toBe(typeof body === 'string' ? body : JSON.stringify(body));
    expect(result.headers).toMatchObject(extra);
  });
});

function answerWith(fault: string | undefined, stream: boolean): EngineAnswer {
  const request = httpRequest(chatRequest({ stream }), { headers: { ...headers, 'x-fault': fault } });
  return answerRequest(request, context());
}

function streamWith(fault: string): StreamedAnswer {
  return answerWith(fault, true) as StreamedAnswer;
}
