import { inspect } from 'node:util';
import type { TransportHead } from 'venice-rx';
import { answer, frame, head, readAll } from '../response/answers.js';

const key = 'VENICE_INFERENCE_KEY_abc';
const echo = { 'x-echo': `Bearer ${key}` };

function redact(text: string): string {
  return text.replaceAll(key, '[redacted]');
}

describe('a key that the server sends back', () => {
  it.each<[string, TransportHead, string[]]>([
    ['in an error that is a string', head(401, echo), [`{"error":"bad key ${key}"}`]],
    [
      'in an error as an object',
      head(401),
      [`{"error":{"message":"bad key","code":"${key}","type":"${key}"}}`],
    ],
    ['in a field of an error', head(400), [`{"error":"bad","seen":{"${key}":["${key}"]}}`]],
    ['in two pieces of the body', head(403), [`no: ${key.slice(0, 9)}`, key.slice(9)]],
    ['in the title of an HTML page', head(502), [`<html><title>${key}</title></html>`]],
    ['in the request id', head(500, { 'cf-ray': key }), ['']],
    ['in an HTML page with status 200', head(200, { 'content-type': key }), [`<html>${key}</html>`]],
    ['in a JSON error with status 200', head(200, echo), [`{"error":"bad key ${key}"}`]],
    [
      'in an error inside a stream',
      head(200, echo),
      [frame('a'), `data: {"error":{"message":"${key}","code":"${key}"}}\n\n`],
    ],
    ['in an event named error', head(200), [`event: error\ndata: ${key}\n\n`]],
    ['in a malformed frame', head(200), [frame('a'), `data: ${key}\n\n`]],
    ['in choices that are a string', head(200), [`data: {"choices":"${key}"}\n\n`]],
  ])('is redacted %s', (_name, first, reads) => {
    const { error } = readAll(answer(first, reads), redact);
    const shown = `${inspect(error, { depth: Infinity, showHidden: true })}${JSON.stringify(error)}${String(error)}`;

    expect(error).toBeInstanceOf(Error);
    expect(shown).not.toContain(key);
    expect(shown).toContain('[redacted]');
  });
});
