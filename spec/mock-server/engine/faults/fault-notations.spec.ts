import { namedErrors, startMockServer, type Fault } from 'venice-rx/mock-server';
import { engineReplies } from 'venice-rx/testing';

import { readScript } from '../../../../src/cli/mock/read-script.js';
import { answerRequest } from '../../../../src/mock-server/engine/answer-request.js';
import type { AnswerContext } from '../../../../src/mock-server/engine/answer-context.js';
import type { EngineAnswer } from '../../../../src/mock-server/engine/engine-answer.js';
import { context, httpRequest, chatRequest } from '../chat-request.js';

const headers = { 'content-type': 'application/json' };
const teapot = { status: 418, body: { error: 'teapot' }, headers: { 'retry-after': '5' } };

/** Faults with each field, as a string and as an object. */
const faults: readonly (readonly [text: string, fault: Fault])[] = [
  ['cut', { kind: 'cut' }],
  ['kind=stall; after=2', { kind: 'stall', after: 2 }],
  ['hang-up;after=3', { kind: 'hang-up', after: 3 }],
  ['after=1; reset', { kind: 'reset', after: 1 }],
  ['error; after=1', { kind: 'error', after: 1 }],
  ['delay=500', { delay: 500 }],
  ['delay=never', { delay: Infinity }],
  ['hold-open=5000', { holdOpen: 5000 }],
  ['holdOpen=5000', { holdOpen: 5000 }],
  ['split=1', { split: 1 }],
  ['crlf', { lineEnd: 'crlf' }],
  ['line-end=cr', { lineEnd: 'cr' }],
  ['lf', { lineEnd: 'lf' }],
  ['keep-alive=100', { keepAlive: 100 }],
  ['http=overloaded', { http: 'overloaded' }],
  ['http=overloaded', { http: namedErrors.overloaded }],
  ['http=bad-gateway; delay=7; split=2', { http: 'bad-gateway', delay: 7, split: 2 }],
  ['http=PRO_ONLY_MODEL', { http: 'PRO_ONLY_MODEL' }],
  ['http=at-capacity; status=529', { http: 'at-capacity', status: 529 }],
  ['header=retry-after:9; http=overloaded', { http: 'overloaded', headers: { 'retry-after': '9' } }],
  ['status=418; body=%7B%22error%22%3A%22teapot%22%7D; header=retry-after:5', teapot],
  ['status=418; body=%7B%22error%22%3A%22teapot%22%7D; header=retry-after:5', { http: teapot }],
  ['body=<h1>Down</h1>', { body: '<h1>Down</h1>' }],
];

describe('a fault', () => {
  describe.each([true, false])('with stream: %s', (stream) => {
    const send = (fields: Partial<AnswerContext>, fault?: string): EngineAnswer =>
      answerRequest(
        httpRequest(chatRequest({ stream }), { headers: { ...headers, ...(fault && { 'x-fault': fault }) } }),
        context(fields),
      );

    it.each(faults)(
      'has the same effect in the header `x-fault`, as an option and in a reply, as %s or as %j',
      (text, fault) => {
        const sendWithReply = (value: Fault | string): EngineAnswer =>
          send({ script: [{ reply: { text: 'One two three four.', fault: value } }] });
        const script = [{ reply: { text: 'One two three four.' } }];

        const expected = send({ script }, text);

        expect(expected).not.toEqual(send({ script }));
        expect(send({ script, fault: text })).toEqual(expected);
        expect(send({ script, fault })).toEqual(expected);
        // The answer is not equal, since an error of a reply also has the headers of the model.
        expect(sendWithReply(text)).toEqual(sendWithReply(fault));
        expect(sendWithReply(text).status).toBe(expected.status);
      },
    );
  });

  const invalidFaults: readonly (readonly [unknown, string])[] = [
    ['nonsense', 'unknown option `fault.nonsense`; '],
    [{ typ: 'cut' }, 'unknown option `fault.typ`; '],
    [{ form: { split: 1 } }, 'unknown option `fault.form`; '],
    ['http=nothing', '`fault.http` must be the name of an error, '],
    [{ http: 'nothing' }, '`fault.http` must be the name of an error, '],
    ['after=soon', '`fault.after` must be a number of 0 or more; received NaN'],
    [{ after: -1 }, '`fault.after` must be a number of 0 or more; received -1'],
    [
      'kind=slow',
      "`fault.kind` must be 'cut' or 'error' or 'hang-up' or 'reset' or 'stall'; received 'slow'",
    ],
    [{ headers: { 'retry-after': 5 } }, '`fault.headers` must be an object of strings; '],
    [5, '`fault` must be an object; received 5'],
  ];

  it.each(invalidFaults)(
    'is rejected by startMockServer, engineReplies and readScript if it is %j',
    async (fault, message) => {
      await expect(startMockServer({ fault: fault as Fault })).rejects.toThrow(message);
      expect(() => engineReplies({ fault: fault as Fault })).toThrow(message);
      const script = [{ reply: { text: 'Hi', fault } }];
      expect(() => readScript('script.json', script)).toThrow(`script.json: [0].reply.fault: ${message}`);
    },
  );

  it('that a function returns is parsed for each request; an invalid one is a 500 with the error', async () => {
    const errors: unknown[] = [];
    await using server = await startMockServer({
      fault: ({ headers: { accept } }) => accept ?? undefined,
      onScriptError: (error) => errors.push(error),
    });
    const get = (accept: string): Promise<Response> =>
      fetch(`${server.baseURL}/models`, { headers: { accept } });

    expect((await get('http=at-capacity')).status).toBe(503);
    const refused = await get('nonsense');
    expect([refused.status, await refused.text()]).toEqual([
      500,
      expect.stringContaining('unknown option `fault.nonsense`'),
    ]);
    expect(errors).toHaveLength(1);
  });
});
