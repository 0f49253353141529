import { answer } from '../../../src/engine/answer.js';
import type { WholeAnswer } from '../../../src/engine/engine-answer.js';
import type { ChatCompletionRequest } from '../../../src/wire/chat-completion-request.js';
import type { ChatCompletion } from '../../../src/wire/chat-completion.js';
import { context, httpRequest, question } from '../question.js';

const image = [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] as const;
const tools = [{ type: 'function', function: { name: 'weather' } }] as const;

describe('the model of an answer', () => {
  it.each([
    ['an id', 'kimi-k3', 'kimi-k3'],
    ['a trait', 'default_code', 'deepseek-v4-pro-0813'],
    ['an alias', 'gpt-4o-mini', 'mistral-small-3-2-24b-instruct'],
    ['a name with a suffix', 'default:enable_web_search=on', 'zai-org-glm-5-2'],
  ])('is the one that %s means', (_, model, id) => {
    const result = ask({ model });

    expect(bodyOf(result).model).toBe(id);
    expect(result.headers['x-venice-model-id']).toBe(id);
  });

  it('takes the settings of a suffix before those of the body, and drops unknown ones', () => {
    const model = 'default:enable_web_search=on&strip_thinking_response=true&enable_e2ee=false&nothing=1';
    const result = ask({ model, venice_parameters: { enable_web_search: 'off' } });

    expect(bodyOf(result).venice_parameters).toMatchObject({
      enable_web_search: 'on',
      strip_thinking_response: true,
      enable_e2ee: true,
    });
  });

  it.each([
    ['Kimi-K3', /Did you mean "kimi-k3"/],
    ['xyz', /GET \/api\/v1\/models/],
    ['toString', /does not exist/],
  ])('is a 404 with a hint where nothing is named %s', (model, hint) => {
    const result = ask({ model });

    expect(result.status).toBe(404);
    expect(bodyOf(result).error).toMatch(hint);
  });

  it('warns of its end in a pair of headers', () => {
    expect(ask({ model: 'llama-3.2-3b' }).headers).toMatchObject({
      'x-venice-model-deprecation-warning': expect.any(String) as unknown,
      'x-venice-model-deprecation-date': '2026-12-01T00:00:00.000Z',
    });
  });

  it.each<[string, Partial<ChatCompletionRequest>, (number | string)[]]>([
    ['images', { messages: [{ role: 'user', content: image }] }, ['messages', 0, 'content', 0]],
    ['tools', { model: 'llama-3.2-3b', tools }, ['tools']],
    ['a tool choice', { model: 'llama-3.2-3b', tool_choice: 'auto' }, ['tool_choice']],
    ['a form', { model: 'llama-3.2-3b', response_format: { type: 'json_object' } }, ['response_format']],
    ['log probabilities', { logprobs: true }, ['logprobs']],
    ['an effort that it has not', { reasoning_effort: 'xhigh' }, ['reasoning_effort']],
    ['a seed of OpenAI', { model: 'openai-gpt-55', seed: 1 }, ['seed']],
    ['more tokens than it gives', { max_completion_tokens: 300_000 }, ['max_completion_tokens']],
  ])('refuses %s where it cannot do it', (_, fields, path) => {
    const result = ask(fields);

    expect(result.status).toBe(400);
    expect(bodyOf(result)).toMatchObject({ issues: [{ path }] });
  });
});

describe('the routes of models', () => {
  it.each([
    ['/models', 'data.0.id', 'zai-org-glm-5-2'],
    ['/models?type=code', 'data.0.id', 'deepseek-v4-pro-0813'],
    ['/models/traits', 'data.default', 'zai-org-glm-5-2'],
    ['/models/compatibility_mapping', 'data.gpt-4o', 'zai-org-glm-5-2'],
  ])('answer %s', (route, path, value) => {
    const result = get(route);

    expect(result.status).toBe(200);
    expect(bodyOf(result)).toHaveProperty(path, value);
  });

  it('are empty for types that this stand-in has not, and refuse those that Venice has not', () => {
    expect(bodyOf(get('/models?type=image'))).toMatchObject({ type: 'image', data: [] });
    expect(get('/models?type=knight').status).toBe(400);
  });

  it('tell the limits of a key to whoever has it', () => {
    expect(bodyOf(get('/api_keys/rate_limits'))).toHaveProperty('data.rateLimits.0.rateLimits.0.type', 'RPM');
    expect(get('/api_keys/rate_limits', 'secret').status).toBe(402);
  });
});

function ask(fields: Partial<ChatCompletionRequest>): WholeAnswer {
  return answer(httpRequest(question(fields)), context()) as WholeAnswer;
}

function get(route: string, apiKey?: string): WholeAnswer {
  const request = httpRequest('', { method: 'GET', path: `/api/v1${route}`, body: '' });
  return answer(request, context({ apiKey })) as WholeAnswer;
}

function bodyOf({ body }: WholeAnswer): Partial<ChatCompletion> & { readonly error?: string } {
  return JSON.parse(body) as ChatCompletion;
}
