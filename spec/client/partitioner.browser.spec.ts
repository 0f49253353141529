import type { ChatCompletionRequest } from 'venice-rx';
import { partitioner } from '../../src/client/partitioner.browser.js';
import { resolveSettings } from '../../src/client/settings.js';

const settings = resolveSettings({ apiKey: 'a-key-of-a-page' });
const options = { headers: { 'x-api-key': 'another' }, extraBody: undefined };
const request: ChatCompletionRequest = { model: 'm', messages: [], user: 'ada' };

describe('the partitioner in browsers', () => {
  it('returns one partition for all keys and users', () => {
    expect(partitioner(settings, undefined)(request, options, 'a-fresh-key')).toBe('');
  });

  it('calls `partitionBy`, and validates its result', () => {
    expect(partitioner(settings, ({ user }) => `${user}`)(request, options)).toBe('ada');
    expect(() => partitioner(settings, () => 'x'.repeat(257))(request, options)).toThrow(
      '`partitionBy` must return a string of at most 256 characters; received 257 characters',
    );
  });
});
