import { redactor } from '../../src/request/redactor.browser.js';

const key = 'VENICE_INFERENCE_KEY_a/B+c=d"e&f$&';

describe('the redactor of pages', () => {
  it('takes out the key and each word of a header as they are', () => {
    const redact = redactor(() => [key, `Bearer ${key}`, undefined, 'session=abc id=0123456']);

    expect(redact(`no ${key}, Bearer ${key}, id=0123456!`)).toBe(
      'no [redacted], Bearer [redacted], [redacted]!',
    );
  });

  it('leaves short words in messages', () => {
    expect(redactor(() => ['Bearer x'])('Bearer x is none')).toBe('Bearer x is none');
  });
});
