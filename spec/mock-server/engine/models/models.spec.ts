import type { AnswerContext } from '../../../../src/mock-server/engine/answer-context.js';
import { answerRequest } from '../../../../src/mock-server/engine/answer-request.js';
import type { WholeAnswer } from '../../../../src/mock-server/engine/engine-answer.js';
import { defaultCatalogue } from '../../../../src/mock-server/engine/models/catalogue.js';
import type { ChatCompletionRequest } from '../../../../src/wire/chat-completion-request.js';
import type { ChatCompletion } from '../../../../src/wire/chat-completion.js';
import type { VeniceParameters } from '../../../../src/wire/venice-parameters.js';
import { context, httpRequest, chatRequest } from '../chat-request.js';

const image = [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] as const;
const sound = [{ type: 'input_audio', input_audio: { data: 'AA==' } }] as const;
const video = [{ type: 'video_url', video_url: { url: 'https://example.com/a.mp4' } }] as const;
const tools = [{ type: 'function', function: { name: 'weather' } }] as const;

/** The older name of `max_completion_tokens`. Typed as `object`, since the name is deprecated. */
const maxTokens: object = { max_tokens: 300_000 };

describe('the model of an answer', () => {
  it.each([
    ['an id', 'kimi-k3', 'kimi-k3'],
    ['a trait', 'default_code', 'deepseek-v4-pro-0813'],
    ['an alias', 'gpt-4o-mini', 'mistral-small-3-2-24b-instruct'],
    ['an id with other punctuation', 'llama_3 2-3b', 'llama-3.2-3b'],
    ['an id without venice-', 'uncensored-1-2', 'venice-uncensored-1-2'],
    ['an id with venice-', 'venice-kimi-k3', 'kimi-k3'],
    ['a name with a suffix', 'default:enable_web_search=on', 'zai-org-glm-5-2'],
  ])('is found by %s', (_, model, id) => {
    const result = ask({ model });

    expect(getBody(result).model).toBe(id);
    expect(result.headers['x-venice-model-id']).toBe(id);
  });

  it.each<[string, VeniceParameters, VeniceParameters]>([
    ['enable_web_search=on', { enable_web_search: 'off' }, { enable_web_search: 'on' }],
    ['enable_web_citations=true', { enable_web_citations: false }, { enable_web_citations: true }],
    ['enable_web_scraping=true', {}, { enable_web_scraping: true }],
    ['include_venice_system_prompt=false', {}, { include_venice_system_prompt: false }],
    ['include_search_results_in_stream=true', {}, { include_search_results_in_stream: true }],
    ['return_search_results_as_documents=true', {}, { return_search_results_as_documents: true }],
    ['character_slug=maren%20the%20brave', { character_slug: 'a' }, { character_slug: 'maren the brave' }],
    ['strip_thinking_response=true', {}, { strip_thinking_response: true }],
    ['disable_thinking=false', { disable_thinking: true }, { disable_thinking: false }],
    ['enable_web_search=on&disable_thinking=true', {}, { enable_web_search: 'on', disable_thinking: true }],
    ['enable_e2ee=false', {}, { enable_e2ee: true }],
    ['enable_x_search=true', { enable_x_search: false }, { enable_x_search: false }],
    ['strip_thinking_response=maybe', {}, { strip_thinking_response: false }],
    ['nothing=1', { enable_web_search: 'auto' }, { enable_web_search: 'auto' }],
    ['web', {}, { enable_web_search: 'off' }],
  ])('merges the suffix :%s with %j of the body to %j', (suffix, venice_parameters, effective) => {
    const echo = getBody(ask({ model: `default:${suffix}`, venice_parameters })).venice_parameters;

    expect(echo).toMatchObject(effective);
    expect(echo).not.toHaveProperty('nothing');
  });

  it.each([
    ['Kimi-K3', /Did you mean "kimi-k3"/],
    ['xyz', /GET \/api\/v1\/models/],
    ['toString', /does not exist/],
  ])('is a 404 with a hint for the unknown name %s', (model, hint) => {
    const result = ask({ model });

    expect(result.status).toBe(404);
    expect(getBody(result).error).toMatch(hint);
  });

  it.each<[string, Partial<ChatCompletionRequest>, (number | string)[]]>([
    ['sound', { messages: [{ role: 'user', content: sound }] }, ['messages', 0, 'content', 0]],
    ['videos', { messages: [{ role: 'user', content: video }] }, ['messages', 0, 'content', 0]],
    ['images', { messages: [{ role: 'user', content: image }] }, ['messages', 0, 'content', 0]],
    ['tools', { model: 'llama-3.2-3b', tools }, ['tools']],
    ['a tool choice', { model: 'llama-3.2-3b', tool_choice: 'auto' }, ['tool_choice']],
    ['several calls', { model: 'llama-3.2-3b', parallel_tool_calls: true }, ['parallel_tool_calls']],
    [
      'a response format',
      { model: 'llama-3.2-3b', response_format: { type: 'json_object' } },
      ['response_format'],
    ],
    ['log probabilities', { logprobs: true }, ['logprobs']],
    ['alternatives of tokens', { top_logprobs: 2 }, ['top_logprobs']],
    ['an unsupported reasoning effort', { reasoning_effort: 'xhigh' }, ['reasoning_effort']],
    ['a seed', { model: 'openai-gpt-55', seed: 1 }, ['seed']],
    ['a stop', { model: 'openai-gpt-55', stop: 'a' }, ['stop']],
    ['several answers', { model: 'openai-gpt-55', n: 2 }, ['n']],
    ['a frequency penalty', { model: 'openai-gpt-55', frequency_penalty: 1 }, ['frequency_penalty']],
    ['a presence penalty', { model: 'openai-gpt-55', presence_penalty: 1 }, ['presence_penalty']],
    ['more tokens than its maximum', { max_completion_tokens: 300_000 }, ['max_completion_tokens']],
    ['more tokens as max_tokens', maxTokens, ['max_tokens']],
  ])('that does not support %s rejects the request', (_, fields, path) => {
    const result = ask(fields);

    expect(result.status).toBe(400);
    expect(getBody(result)).toMatchObject({ issues: [{ path }] });
  });
});

it('max_tokens is ignored next to max_completion_tokens', () => {
  expect(ask({ ...maxTokens, max_completion_tokens: 5 }).status).toBe(200);
});

describe('the routes of models', () => {
  it.each([
    ['/models', 'data.0.id', 'zai-org-glm-5-2'],
    ['/models?type=code', 'data.0.id', 'deepseek-v4-pro-0813'],
    ['/models/traits', 'data.default', 'zai-org-glm-5-2'],
    ['/models/compatibility_mapping', 'data.gpt-4o', 'zai-org-glm-5-2'],
  ])('answer %s with %s = %s', (route, path, value) => {
    const result = get(route);

    expect(result.status).toBe(200);
    expect(getBody(result)).toHaveProperty(path, value);
  });

  it("return an empty list for Venice's other types, and a 400 for an unknown type", () => {
    expect(getBody(get('/models?type=image'))).toMatchObject({ type: 'image', data: [] });
    expect(get('/models?type=knight').status).toBe(400);
  });

  it.each(['/models', '/models/compatibility_mapping', '/api_keys/rate_limits'])(
    'omit models that the key may not use: %s',
    (route) => {
      const catalogue = {
        ...defaultCatalogue,
        aliases: { 'gpt-4o': 'kimi-k3', 'gpt-5': 'grok-4-6' },
      };
      const { body } = get(route, { catalogue, modelPrivacy: 'private' });

      expect(body).toContain('kimi-k3');
      expect(body).not.toContain('grok-4-6');
    },
  );
});

function ask(fields: Partial<ChatCompletionRequest>): WholeAnswer {
  return answerRequest(httpRequest(chatRequest(fields)), context()) as WholeAnswer;
}

function get(route: string, fields: Partial<AnswerContext> = {}): WholeAnswer {
  const request = httpRequest('', { method: 'GET', path: `/api/v1${route}`, body: '' });
  return answerRequest(request, context(fields)) as WholeAnswer;
}

function getBody({ body }: WholeAnswer): Partial<ChatCompletion> & { readonly error?: string } {
  return JSON.parse(body) as ChatCompletion;
}
