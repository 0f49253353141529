import { readErrorBody } from '../../src/errors/from-response/error-body.js';
import { frameError, responseError } from './answers.js';

describe('readErrorBody', () => {
  it.each<[string, string, string, string | null]>([
    ['a sentence', '{"error":"no"}', 'no', null],
    ['a sentence and a code', '{"error":"no","code":"NO_WAY"}', 'no', 'NO_WAY'],
    ['an object', '{"error":{"message":"no","code":"no_way"}}', 'no', 'no_way'],
    ['an object with a detail', '{"error":{"detail":"no"}}', 'no', null],
    [
      'an object, and a code next to the object',
      '{"error":{"message":"no"},"code":"NO_WAY"}',
      'no',
      'NO_WAY',
    ],
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
      'an issue with the same message',
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
    ['a list of errors by its name', '{"errors":[{"message":"no","code":1}]}', 'no', '1'],
    ['other spellings', '{"ErrorMessage":"no","error_code":"E"}', 'no', 'E'],
    [
      'an explanation of OAuth',
      '{"error":"invalid_token","error_description":"expired"}',
      'invalid_token (expired)',
      null,
    ],
    ['an object as its detail', '{"detail":{"message":"no","code":"E"}}', 'no', 'E'],
    ['problem details', '{"type":"about:blank","title":"Forbidden","status":403}', 'Forbidden', null],
    ['a code only', '{"error":{"code":"no_way"}}', 'no_way', 'no_way'],
    ['a frame of a stream', 'data: {"error":{"message":"no","code":1}}\n\ndata: [DONE]\n\n', 'no', '1'],
    ['an event of a stream', 'event: error\ndata: {"message":"no"}\n\n', 'no', null],
    ['several frames of a stream', 'data: {}\n\ndata: {}', 'data: {} data: {}', null],
    ['a list of errors', '[{"error":{"message":"no","code":404}}]', 'no', '404'],
    ['a title', '<html><title> 403 Forbidden </title></html>', '403 Forbidden (an HTML page)', null],
    ['an empty title', '<html><title></title></html>', 'an HTML page', null],
    ['a title with attributes', '<html><TITLE lang="en">No</TITLE></html>', 'No (an HTML page)', null],
    [
      'a heading',
      '<body><h1 class="x">Sorry, <b>you</b> are\n blocked</h1><p>Bye</p></body>',
      'Sorry, you are blocked (an HTML page)',
      null,
    ],
    ['a heading without an end, and an empty title', '<title> </title><h1>No', 'No (an HTML page)', null],
    ['a page as a message', '{"html-message":"<p>Access <b>denied</b></p>"}', 'Access denied', null],
    ['a message in angle brackets', '{"error":"<model> is unknown"}', '<model> is unknown', null],
    ['XML', '<?xml version="1.0"?><Error/>', 'an HTML page', null],
    ['text', ' gone \n', 'gone', null],
    ['a JSON text', '"gone"', 'gone', null],
    ['a number', '7', 'no message', null],
    ['null', 'null', 'no message', null],
    ['an empty object', '{}', 'no message', null],
    ['an error that is empty', '{"error":{}}', 'no message', null],
    ['a sentence that is blank', '{"error":" "}', 'no message', null],
    ['nothing', '', 'no body', null],
  ])('reads %s', (_name, text, message, code) => {
    expect(readErrorBody(text)).toMatchObject({ message, code });
  });

  it.each([
    ['{"error":{"message":"no","retry_after":12}}', 12_000],
    ['{"error":"no","retry_after":1.5}', 1500],
    [`{"error":{"details":[{"@type":"Help"},{"@type":"RetryInfo","retryDelay":"34.5s"}]}}`, 34_500],
    ['{"details":[{"retryDelay":"34s"}]}', 34_000],
    ['[{"error":{"retry_after":2,"details":[{"retryDelay":"34s"}]}}]', 2000],
    ['{"error":{"details":[{"retryDelay":"soon"},null]}}', null],
    ['{"error":{"retry_after":-1}}', null],
    ['{"error":{"retry_after":"12"}}', null],
    ['{"error":"no"}', null],
  ])('reads from %s retryAfter %j', (text, milliseconds) => {
    expect(readErrorBody(text).retryAfter).toBe(milliseconds);
  });

  it('keeps the whole body, parsed if it is JSON', () => {
    expect(responseError(400, '{"error":"no","more":[1]}').body).toEqual({ error: 'no', more: [1] });
    expect(responseError(400, 'no').body).toBe('no');
    expect(frameError({ error: 'no' }).body).toEqual({ error: 'no' });
  });
});
