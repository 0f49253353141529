import { readErrorBody } from '../../src/errors/from-response/error-body.js';
import { failed, refused } from './answers.js';

describe('readErrorBody', () => {
  it.each<[string, string, string, string | null]>([
    ['a sentence', '{"error":"no"}', 'no', null],
    ['a sentence and a code', '{"error":"no","code":"NO_WAY"}', 'no', 'NO_WAY'],
    ['an object', '{"error":{"message":"no","code":"no_way"}}', 'no', 'no_way'],
    ['an object with a detail', '{"error":{"detail":"no"}}', 'no', null],
    ['an object, and a code beside it', '{"error":{"message":"no"},"code":"NO_WAY"}', 'no', 'NO_WAY'],
    ['two codes', '{"error":{"message":"no","code":"inner"},"code":"outer"}', 'no', 'inner'],
    ['a numeric code', '{"error":{"message":"no","code":500}}', 'no', '500'],
    ['a code that is empty', '{"error":{"message":"no","code":""}}', 'no', null],
    ['a code that is an object', '{"error":{"message":"no","code":{}}}', 'no', null],
    ['a message without error', '{"message":"no","code":"c"}', 'no', 'c'],
    ['a detail without error', '{"detail":"no"}', 'no', null],
    ['details of FastAPI', '{"detail":[{"loc":["body","n"],"msg":"too big"}]}', 'body.n: too big', null],
    ['issues', '{"error":"no","issues":[{"path":["n"],"message":"too big"}]}', 'no (n: too big)', null],
    ['issues only', '{"issues":[{"path":["n"],"message":"too big"}]}', 'n: too big', null],
    [
      'an issue that says the same',
      '{"error":"too big","issues":[{"path":["n"],"message":"too big"}]}',
      'n: too big',
      null,
    ],
    [
      'an issue without path',
      '{"error":"no","issues":[{"path":[],"message":"too big"}]}',
      'no (too big)',
      null,
    ],
    ['no issues', '{"error":"no","issues":[]}', 'no', null],
    ['details in words', '{"error":"no","details":"too big"}', 'no (too big)', null],
    ['details as a tree', '{"error":"no","details":{"_errors":[]}}', 'no', null],
    ['a customMessage', '{"error":"no","customMessage":"20 per minute"}', 'no (20 per minute)', null],
    ['a customMessage only', '{"customMessage":"20 per minute"}', '20 per minute', null],
    ['a list of issues', '{"error":[{"code":"c","path":["n",0],"message":"no"}]}', 'n.0: no', 'c'],
    ['a list of errors', '[{"error":{"message":"no","code":404}}]', 'no', '404'],
    ['a title', '<html><title> 403 Forbidden </title></html>', '403 Forbidden (an HTML page)', null],
    ['an empty title', '<html><title></title></html>', 'an HTML page', null],
    ['XML', '<?xml version="1.0"?><Error/>', 'an HTML page', null],
    ['text', ' gone \n', 'gone', null],
    ['a JSON text', '"gone"', 'gone', null],
    ['a number', '7', 'no message', null],
    ['null', 'null', 'no message', null],
    ['an object that says nothing', '{}', 'no message', null],
    ['an error that is empty', '{"error":{}}', 'no message', null],
    ['a sentence that is blank', '{"error":" "}', 'no message', null],
    ['nothing', '', 'no body', null],
  ])('reads %s', (_name, text, message, code) => {
    expect(readErrorBody(text)).toMatchObject({ message, code });
  });

  it.each([
    ['{"error":{"message":"no","retry_after":12}}', 12],
    ['{"error":"no","retry_after":1.5}', 1.5],
    ['{"error":{"retry_after":-1}}', null],
    ['{"error":{"retry_after":"12"}}', null],
    ['{"error":"no"}', null],
  ])('finds how long to wait in %s', (text, seconds) => {
    expect(readErrorBody(text).retryAfterSeconds).toBe(seconds);
  });

  it('keeps the body as it came', () => {
    expect(refused(400, '{"error":"no","more":[1]}').body).toEqual({ error: 'no', more: [1] });
    expect(refused(400, 'no').body).toBe('no');
    expect(failed({ error: 'no' }).body).toEqual({ error: 'no' });
  });
});
