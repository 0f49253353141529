import { toRequestFields } from '../../../src/cli/chat/to-request-fields.js';
import { getFailure } from '../failure-of.js';

describe('toRequestFields', () => {
  it('asks for the default model, and leaves everything else to the server', () => {
    expect(toRequestFields({})).toEqual({ model: 'default' });
  });

  it('gives each option its place in the request', () => {
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

  it('asks for no sources where the web is not searched', () => {
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
  ])('refuses %j', (values, message) => {
    expect(getFailure(() => toRequestFields(values))).toMatchObject({ name: 'UsageError', message });
  });
});
