import { redactor } from '../../src/request/redactor.browser.js';

const key = 'VENICE_INFERENCE_KEY_a/B+c=d"e&f$&';

describe('the redactor in browsers', () => {
  it('redacts the key and each word of a header where they appear verbatim', () => {
    const redact = redactor(() => [key, `Bearer ${key}`, undefined, 'session=abc id=0123456']);

    expect(redact(`no ${key}, Bearer ${key}, id=0123456!`)).toBe(
      'no [redacted], Bearer [redacted], [redacted]!',
    );
  });

  it('leaves short words in messages', () => {
    expect(redactor(() => ['Bearer x'])('Bearer x is none')).toBe('Bearer x is none');
  });
});
