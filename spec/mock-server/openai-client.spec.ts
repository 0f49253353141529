import type { APIError } from 'openai';
import OpenAI, { APIConnectionError, APIUserAbortError } from 'openai';
import {
  defaultScript,
  namedErrors,
  startMockServer,
  story,
  type MockServer,
  type Script,
} from 'venice-rx/mock-server';

const script: Script = [
  {
    when: ({ messages }) => messages.some(({ content }) => content === 'Think.'),
    reply: { text: 'Done.', reasoning: 'Let me see' },
  },
];
const messages = (content: string): OpenAI.ChatCompletionMessageParam[] => [{ role: 'user', content }];
const weather: OpenAI.ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

describe('the openai package', () => {
  let server: MockServer;
  let client: OpenAI;
  beforeAll(async () => {
    server = await startMockServer({
      script: [...script, ...defaultScript.map(atOnce)],
      errorBudget: false,
    });
    client = new OpenAI({ baseURL: server.baseURL, apiKey: 'any', maxRetries: 0 });
  });
  afterAll(() => server.close());

  it('reads the content, with and without a stream', async () => {
    const whole = await client.chat.completions.create({ model: 'default', messages: messages('A story') });
    expect(whole.choices[0]?.message.content).toBe(story);
    expect(whole.usage?.completion_tokens).toBeGreaterThan(100);

    const stream = await client.chat.completions.create({
      model: 'default',
      messages: messages('A story'),
      stream: true,
    });
    expect(await getText(stream)).toBe(story);
  });

  it('receives a tool call, and an answer with its result', async () => {
    const question = messages('What is the weather in Oslo?');
    const stream = client.chat.completions.stream({ model: 'default', messages: question, tools: [weather] });
    const { message, finish_reason } = (await stream.finalChatCompletion()).choices[0]!;
    const call = message.tool_calls![0] as OpenAI.ChatCompletionMessageFunctionToolCall;
    expect([finish_reason, call.function.name]).toEqual(['tool_calls', 'get_weather']);
    expect(JSON.parse(call.function.arguments)).toEqual({ city: 'Oslo' });

    const result = { role: 'tool', tool_call_id: call.id, content: '12 degrees' } as const;
    const { choices } = await client.chat.completions.create({
      model: 'default',
      messages: [...question, { role: 'assistant', tool_calls: [call] }, result],
      tools: [weather],
    });
    expect(choices[0]?.message.content).toBe('The tools say: 12 degrees');
  });

  it('reads JSON that matches a schema', async () => {
    const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
    const { choices } = await client.chat.completions.create({
      model: 'default',
      messages: messages('Describe a knight.'),
      response_format: { type: 'json_schema', json_schema: { name: 'knight', schema, strict: true } },
    });

    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ name: 'lantern' });
  });

  it('streams and parses JSON that matches a schema', async () => {
    const schema = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
    const stream = client.chat.completions.stream({
      model: 'default',
      messages: messages('Describe a knight.'),
      response_format: { type: 'json_schema', json_schema: { name: 'knight', schema, strict: true } },
    });

    expect(JSON.parse((await stream.finalContent()) ?? '')).toEqual({ age: expect.any(Number) as unknown });
  });

  it('gets log probabilities, with and without a stream', async () => {
    const request = {
      model: 'qwen3-5-9b',
      messages: messages('Think.'),
      logprobs: true,
      top_logprobs: 2,
    } as const;
    const { choices } = await client.chat.completions.create(request);
    const streamed = await client.chat.completions.stream(request).finalChatCompletion();

    const content = choices[0]?.logprobs?.content;
    expect(content?.map(({ token }) => token)).toEqual(['Done', '.']);
    expect(content?.every(({ top_logprobs }) => top_logprobs.length === 2)).toBe(true);
    expect(streamed.choices[0]?.logprobs?.content).toEqual(content);
  });

  it('receives the usage, and two choices', async () => {
    const stream = client.chat.completions.stream({
      model: 'default',
      messages: messages('Think.'),
      n: 2,
      stream_options: { include_usage: true },
    });
    const { choices, usage } = await stream.finalChatCompletion();

    expect(choices.map(({ message }) => message.content)).toEqual(['Done.', 'Done.']);
    expect(usage?.completion_tokens).toBe(choices.length * 5);
  });

  it('gets the reasoning before the text', async () => {
    const stream = await client.chat.completions.create({
      model: 'default_reasoning',
      messages: messages('Think.'),
      stream: true,
    });
    const texts: string[] = [];
    for await (const { choices } of stream) {
      const delta = choices[0]?.delta as { content?: string; reasoning_content?: string } | undefined;
      texts.push(delta?.reasoning_content ?? '', delta?.content ?? '');
    }

    expect(texts.join('')).toBe('Let me seeDone.');
  });

  it('lists the models', async () => {
    const { data } = await client.models.list();

    expect(data.map(({ id }) => id)).toContain('kimi-k3');
  });

  it.each([
    ['invalid-request', 'BadRequestError'],
    ['authentication', 'AuthenticationError'],
    ['insufficient-balance', 'APIError'],
    ['unauthorized', 'PermissionDeniedError'],
    ['model-not-found', 'NotFoundError'],
    ['conflict', 'ConflictError'],
    ['model-gone', 'APIError'],
    ['payload-too-large', 'APIError'],
    ['content-type', 'APIError'],
    ['content-policy', 'UnprocessableEntityError'],
    ['rate-limit', 'RateLimitError'],
    ['overloaded', 'RateLimitError'],
    ['error-budget', 'RateLimitError'],
    ['inference-failed', 'InternalServerError'],
    ['bad-gateway', 'InternalServerError'],
    ['at-capacity', 'InternalServerError'],
    ['timeout', 'InternalServerError'],
  ] as const)('throws for the error %s the class %s', async (name, errorClass) => {
    const failure = await getFailure({ 'x-fault': `http=${name}` });

    expect(failure).toBeInstanceOf(OpenAI[errorClass]);
    expect((failure as APIError).status).toBe(namedErrors[name].status);
  });

  it('throws an APIConnectionError after the server has closed', async () => {
    await using other = await startMockServer();
    await other.close();
    const otherClient = new OpenAI({ baseURL: other.baseURL, apiKey: 'any', maxRetries: 0 });

    await expect(otherClient.models.list()).rejects.toBeInstanceOf(APIConnectionError);
  });

  it.each([
    ['does not arrive in time', () => ({ timeout: 20 }), APIConnectionError],
    ['is aborted', () => ({ signal: AbortSignal.timeout(20) }), APIUserAbortError],
  ])('throws when the answer %s', async (_, options, errorClass) => {
    const request = { model: 'default', messages: messages('A story') };
    const withoutAnswer = { headers: { 'x-fault': 'delay=never' }, ...options() };

    await expect(client.chat.completions.create(request, withoutAnswer)).rejects.toBeInstanceOf(errorClass);
  });

  it('throws if the connection breaks off in the middle', async () => {
    const stream = await client.chat.completions.create(
      { model: 'default', messages: messages('A story'), stream: true },
      { headers: { 'x-fault': 'reset; after=3' } },
    );

    await expect(getText(stream)).rejects.toThrow('terminated');
  });

  it('retries a request to an overloaded model', async () => {
    let attempts = 0;
    await using other = await startMockServer({
      script: [{ reply: { text: 'Hi' } }],
      fault: () =>
        ++attempts === 1
          ? { http: { ...namedErrors.overloaded, headers: { 'retry-after': '0' } } }
          : undefined,
    });
    const retryingClient = new OpenAI({ baseURL: other.baseURL, apiKey: 'any', maxRetries: 1 });

    await retryingClient.chat.completions.create({ model: 'default', messages: messages('Hi') });
    expect(other.requestCount).toBe(2);
  });

  it('throws the error of an error frame', async () => {
    const stream = await client.chat.completions.create(
      { model: 'default', messages: messages('A story'), stream: true },
      { headers: { 'x-fault': 'error; after=3' } },
    );

    await expect(getText(stream)).rejects.toMatchObject({ code: 'model_overloaded' });
  });

  async function getFailure(headers: Record<string, string>): Promise<unknown> {
    const request = { model: 'default', messages: messages('A story') };
    try {
      return await client.chat.completions.create(request, { headers });
    } catch (error) {
      return error;
    }
  }
});

async function getText(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

/** Returns a rule with the same reply, without delays. */
function atOnce({ when, reply }: Script[number]): Script[number] {
  const replyAtOnce: Script[number]['reply'] = (request) => ({
    ...(typeof reply === 'function' ? reply(request) : reply),
    timing: {},
  });
  return when ? { when, reply: replyAtOnce } : { reply: replyAtOnce };
}
