import { APIConnectionError } from 'venice-rx';
import { platformError, redactError } from '../../src/transport/redact-error.browser.js';

const redact = (text: string): string => text.replaceAll('the-key', '[redacted]');

describe('redactError of pages', () => {
  it('gives back what holds no secret', () => {
    const error = new TypeError('Failed to fetch', { cause: { code: 'x' } });

    expect(redactError(error, redact)).toBe(error);
    expect(redactError(undefined, redact)).toBeUndefined();
  });

  it('takes secrets out of messages, of causes too, and keeps the class of errors of this package', () => {
    const cause = new TypeError('bad header the-key');
    const error = redactError(new APIConnectionError({ message: 'no connection', code: 'E', cause }), redact);

    expect(error).toBeInstanceOf(APIConnectionError);
    expect(error).toMatchObject({
      message: 'no connection',
      code: 'E',
      cause: { name: 'TypeError', message: 'bad header [redacted]' },
    });
    expect(redactError('the-key', redact)).toBe('[redacted]');
  });

  it('ends at causes in a circle', () => {
    const error = new Error('the-key');
    error.cause = error;

    expect(redactError(error, redact)).toMatchObject({
      message: '[redacted]',
      cause: { message: '[redacted]' },
    });
  });
});

describe('platformError of pages', () => {
  it('has messages in one line', () => {
    expect(platformError(new Error('a\nb'))).toMatchObject({ message: 'a b' });
  });
});
