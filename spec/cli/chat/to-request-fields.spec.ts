import { toRequestFields } from '../../../src/cli/chat/to-request-fields.js';
import { getFailure } from '../get-failure.js';

describe('toRequestFields', () => {
  it('has only the default model without options', () => {
    expect(toRequestFields({})).toEqual({ model: 'default' });
  });

  it('converts each option to its field of the request', () => {
    const fields = toRequestFields({
      model: 'kimi-k3',
      temperature: '0.2',
      'max-completion-tokens': '100',
      'reasoning-effort': 'low',
      character: 'alan-watts',
      'web-search': 'auto',
    });

    expect(fields).toEqual({
      model: 'kimi-k3',
      temperature: 0.2,
      max_completion_tokens: 100,
      reasoning_effort: 'low',
      venice_parameters: {
        character_slug: 'alan-watts',
        enable_web_search: 'auto',
        enable_web_citations: true,
        include_search_results_in_stream: true,
      },
    });
  });

  it('does not request sources without a web search', () => {
    expect(toRequestFields({ 'web-search': 'off' })).toEqual({
      model: 'default',
      venice_parameters: { enable_web_search: 'off' },
    });
  });

  it.each([
    [{ temperature: 'warm' }, '--temperature cannot be "warm"'],
    [{ 'max-completion-tokens': '0' }, '--max-completion-tokens cannot be "0"'],
    [{ 'web-search': 'yes' }, '--web-search cannot be "yes"'],
    [{ 'reasoning-effort': 'hard' }, '--reasoning-effort cannot be "hard"'],
  ])('rejects %j', (values, message) => {
    expect(getFailure(() => toRequestFields(values))).toMatchObject({ name: 'UsageError', message });
  });
});
