import { BadRequestError, ContextLengthExceededError } from 'venice-rx';
import { frameError, responseError } from './answers.js';

const tooLong = { name: 'ContextLengthExceededError', isRetryable: false };

/** The bodies of servers for a chat that is too long, from public reports, with other numbers of tokens. */
const bodies: readonly (readonly [server: string, status: number, body: object])[] = [
  [
    'Venice',
    400,
    {
      error: {
        message: 'no',
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
  ],
  ['Venice, by its documented code', 400, { error: 'no', code: 'TOO_MANY_TOKENS' }],
  [
    'OpenAI',
    400,
    {
      error: {
        message:
          "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens. Please reduce the length of the messages.",
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
  ],
  ['OpenAI, responses', 400, { error: { message: 'Your input exceeds the context window of this model.' } }],
  [
    'Anthropic',
    400,
    {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'prompt is too long: 208310 tokens > 200000 maximum' },
    },
  ],
  [
    'Anthropic, for the chat and the answer together',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message:
          'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length',
      },
    },
  ],
  [
    'vLLM',
    400,
    {
      object: 'error',
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 4133 tokens (3933 in the messages, 200 in the completion).",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
  ],
  [
    'the decoder of vLLM',
    400,
    {
      error: {
        message: 'The decoder prompt (length 5000) is longer than the maximum model length of 4096.',
        type: 'BadRequestError',
        code: 400,
      },
    },
  ],
  [
    'vLLM, of 2026',
    400,
    {
      error: {
        message:
          "You passed 5000 input tokens and requested 200 output tokens. However, the model's context length is only 4096 tokens.",
        code: 400,
      },
    },
  ],
  [
    'llama.cpp',
    400,
    {
      error: {
        code: 400,
        message: 'request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 5000,
        n_ctx: 4096,
      },
    },
  ],
  ['llama.cpp, by its type', 400, { error: { code: 400, message: 'no', type: 'exceed_context_size_error' } }],
  [
    'llama.cpp, during the answer',
    500,
    { error: { code: 500, message: 'Context size has been exceeded.', type: 'server_error' } },
  ],
  [
    'SGLang',
    400,
    { message: "The input (5000 tokens) is longer than the model's context length (4096 tokens)." },
  ],
  [
    'Mistral',
    400,
    { message: 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length' },
  ],
  [
    'Google',
    400,
    {
      error: {
        message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      },
    },
  ],
  [
    'xAI',
    400,
    { error: "This model's maximum prompt length is 131072 but the request contains 537812 tokens." },
  ],
  [
    'TGI',
    422,
    { error: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000' },
  ],
  ['Bedrock', 400, { message: 'Input is too long for requested model.' }],
  [
    'LM Studio',
    400,
    { error: 'The number of tokens to keep from the initial prompt is greater than the context length' },
  ],
  [
    'Moonshot',
    400,
    { error: { message: 'Your request exceeded model token limit: 8192', type: 'invalid_request_error' } },
  ],
  ['llama-cpp-python', 400, { error: { message: 'Requested tokens (2285) exceed context window of 2048' } }],
];

describe('the error of a chat that is too long for the model', () => {
  it.each(bodies)('is a ContextLengthExceededError if a response comes from %s', (_, status, body) => {
    const error = responseError(status, JSON.stringify(body));

    expect(error).toBeInstanceOf(ContextLengthExceededError);
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ ...tooLong, status, inBand: false });
  });

  it.each(bodies)('is a ContextLengthExceededError if a frame comes from %s', (_, status, body) => {
    const frame = 'error' in body ? body : { error: { ...body, code: status } };

    expect(frameError(frame)).toMatchObject({ ...tooLong, inBand: true });
  });

  it('has the same class in a copy', () => {
    const error = responseError(400, JSON.stringify(bodies[0]?.[2])).with({ attempts: 2 });

    expect(error).toBeInstanceOf(ContextLengthExceededError);
    expect(error).toMatchObject({ ...tooLong, attempts: 2 });
  });

  it.each([
    [400, 'The context length must be a positive integer', 'BadRequestError'],
    [
      400,
      'max_tokens is too large: 100000. This model supports at most 16384 completion tokens.',
      'BadRequestError',
    ],
    [400, 'Unknown parameter: context_window', 'BadRequestError'],
    [413, 'Request exceeds the maximum size', 'BadRequestError'],
    [
      413,
      'Request too large for model on tokens per minute (TPM): Limit 6000, Requested 7000',
      'BadRequestError',
    ],
    [404, 'The model with a context length of 4096 only is gone', 'NotFoundError'],
    [429, 'This request would exceed the limit of input tokens per minute', 'RateLimitError'],
    [429, 'Request exceeds the context window of your tier', 'RateLimitError'],
    [503, 'The context window service is too large a part', 'ServiceUnavailableError'],
    [422, 'The content was rejected', 'UnprocessableEntityError'],
  ])('is of another class for the status %i with the message %j', (status, message, name) => {
    expect(responseError(status, JSON.stringify({ error: { message } })).name).toBe(name);
  });
});
