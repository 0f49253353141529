import { APIConnectionError } from 'venice-rx';
import { platformError, redactError } from '../../src/transport/redact-error.browser.js';

const redact = (text: string): string => text.replaceAll('the-key', '[redacted]');

describe('redactError for browsers', () => {
  it('returns the same error if it contains no secret', () => {
    const error = new TypeError('Failed to fetch', { cause: { code: 'x' } });

    expect(redactError(error, redact)).toBe(error);
    expect(redactError(undefined, redact)).toBeUndefined();
  });

  it('redacts the messages of an error and its cause, and keeps the class of an error of this package', () => {
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

  it('returns a redacted copy of an error that is its own cause', () => {
    const error = new Error('the-key');
    error.cause = error;

    expect(redactError(error, redact)).toMatchObject({
      message: '[redacted]',
      cause: { message: '[redacted]' },
    });
  });
});

describe('platformError for browsers', () => {
  it('replaces line breaks in the message', () => {
    expect(platformError(new Error('a\nb'))).toMatchObject({ message: 'a b' });
  });
});
