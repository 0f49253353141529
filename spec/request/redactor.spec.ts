import { redactor } from '../../src/request/redactor.js';
import { leastTime } from '../support/least-time.js';

const key = 'VENICE_INFERENCE_KEY_a/B+c=d"e&f';
const redact = redactor(() => [key, `Bearer ${key}`]);

function toHex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, '0');
}

/** Returns the key with each of its characters in this form. */
function inForm(form: (character: string, index: number) => string): string {
  return Array.from(key, form).join('');
}

const forms: readonly (readonly [string, string])[] = [
  ['verbatim', key],
  ['in lower case, as names of headers are', key.toLowerCase()],
  ['as encodeURIComponent writes it', encodeURIComponent(key)],
  ['encoded twice', encodeURIComponent(encodeURIComponent(key))],
  ['after its scheme, encoded', `Bearer%20${encodeURIComponent(key)}`],
  ['percent-encoded in lower case', inForm((one) => `%${toHex(one)}`)],
  ['percent-encoded in upper case', inForm((one) => `%${toHex(one).toUpperCase()}`)],
  ['percent-encoded in part', inForm((one, index) => (index % 2 === 0 ? one : `%${toHex(one)}`))],
  ['as JSON writes it', JSON.stringify(key)],
  ['as JSON in JSON writes it', JSON.stringify(JSON.stringify(key))],
  ['with slashes escaped', JSON.stringify(key).replaceAll('/', '\\/')],
  ['in Unicode escapes', inForm((one) => `\\u00${toHex(one)}`)],
  ['in Unicode escapes of upper case', inForm((one) => `\\u00${toHex(one).toUpperCase()}`)],
  ['in escapes of JavaScript', inForm((one) => `\\x${toHex(one)}`)],
  ['in HTML', key.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('/', '&#x2F;')],
  ['in decimal references', inForm((one) => `&#${one.charCodeAt(0)};`)],
  ['in hexadecimal references', inForm((one) => `&#x${toHex(one)};`)],
  [
    'in all forms at once',
    inForm((one, index) => [one, `%${toHex(one)}`, `\\u00${toHex(one)}`][index % 3] ?? ''),
  ],
];

describe('the redactor', () => {
  it.each(forms)('redacts the key %s', (_name, text) => {
    const safe = redact(`before ${text} after`);

    expect(safe).toMatch(/^before \S*\[redacted\]\S* after$/);
    expect(safe.length).toBeLessThan('before Bearer%20[redacted]"""" after'.length);
  });

  it.each(['', 'Bearer ', 'x', 'xx', 'user:'])(
    'redacts the key in the base64 form of %j and the key',
    (before) => {
      for (const encoding of ['base64', 'base64url'] as const) {
        const safe = redact(`seen: ${Buffer.from(before + key).toString(encoding)}!`);
        const [rest = ''] = safe.split('[redacted]');

        expect(safe).toContain('[redacted]');
        expect(Buffer.from(rest.slice('seen: '.length), encoding).toString()).not.toContain(key.slice(0, 3));
      }
    },
  );

  it('redacts the value of a cookie without its name', () => {
    const safe = redactor(() => ['theme=dark; session=abcdefghijk; x=1'])('no session abcdefghijk here');

    expect(safe).toBe('no session [redacted] here');
  });

  it('does not change other text', () => {
    const text = 'Bearer tokens, VENICE_INFERENCE_KEY, %41%42, \\u0041, &amp; and QUJD stay.';

    expect(redact(text)).toBe(text);
    expect(redactor(() => [undefined, 'short'])(text)).toBe(text);
  });

  it.each([
    ['nearly the key', key.slice(0, -1)],
    ['nearly the key, encoded', inForm((one) => `%${toHex(one)}`).slice(0, -3)],
    ['percent signs', '%25'],
    ['backslashes', '\\'],
    ['entities', '&amp;'],
    ['references', '&#x0000'],
  ])('takes linear time for %s', async (_name, part) => {
    const text = part.repeat(Math.ceil(1_000_000 / part.length));

    expect(redact(text)).toBe(text);
    expect(await leastTime(() => redact(text), 1000)).toBeLessThan(1000);
  });
});
