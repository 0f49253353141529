import { deepStrictEqual } from 'node:assert';
import { RequestError, type ChatCompletionRequest } from 'venice-rx';
import { checkRequest } from '../../src/node/check-request.js';

const valid = { model: 'default', messages: [{ role: 'user', content: 'Hi' }] };
const messages = (message: unknown): object => ({ messages: [...valid.messages, message] });
const image = { type: 'image_url', image_url: { url: '' } };

/** Invalid fields, with the path and the remedy of the expected error. */
const invalid: readonly (readonly [fields: object, path: string, remedy: RegExp])[] = [
  [{ model: undefined }, 'model', /^use a string$/],
  [{ model: ' ' }, 'model', /^set a model, such as `default`$/],
  [{ messages: [] }, 'messages', /^use at least 1 element$/],
  [{ temperature: 3 }, 'temperature', /^use at most 2$/],
  [{ temperature: null }, 'temperature', /^null is not allowed: omit it, or use a number$/],
  [{ top_k: 1.5 }, 'top_k', /^use a whole number$/],
  [{ seed: 0 }, 'seed', /^use more than 0$/],
  [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop', /^use a string, or at most 4 elements$/],
  [{ stop: 1 }, 'stop', /^use a string, or an array$/],
  [{ verbosity: 'loud' }, 'verbosity', /^use `low`, `medium`, `high` or `auto`$/],
  [{ maxTokens: 5 }, 'maxTokens', /did you mean `max_tokens`\? .* `extraBody`/],
  [{ logit_bias: {} }, 'logit_bias', /Venice has no such field.*`extraBody`/],
  [{ venice_parameters: { websearch: 'on' } }, 'venice_parameters.websearch', /has no such key/],
  [
    { venice_parameters: { enable_web_search: true } },
    'venice_parameters.enable_web_search',
    /`off`, `on` or `auto`/,
  ],
  [{ tools: [{ type: 'hammer' }] }, 'tools[0].type', /^use `function`, `web_search` or `x_search`$/],
  [{ tools: [{ type: 'function' }] }, 'tools[0].function', /^use an object$/],
  [{ anon_user_id: 'a||b' }, 'anon_user_id', /^use printable ASCII without `\|\|`$/],
  [messages({ role: 'user', content: '' }), 'messages[1].content', /^add content/],
  [messages({ role: 'user', content: [] }), 'messages[1].content', /^add content/],
  [messages({ role: 'user', content: [{ type: 'text', text: ' ' }] }), 'messages[1].content', /^add content/],
  [{ model: null }, 'model', /^null is not allowed: use a string$/],
  [messages({ role: 'user', content: null }), 'messages[1].content', /^null is not allowed/],
  [messages({ role: 'user', content: [image] }), 'messages[1].content[0].image_url.url', /^use at least 1/],
  [messages({ role: 'robot', content: 'Hi' }), 'messages[1].role', /`system`, `developer`, `user`/],
  [messages({ role: 'tool', content: 'Hi' }), 'messages[1].tool_call_id', /^use a string$/],
  [messages(null), 'messages[1]', /^null is not allowed/],
];

const marked = { [Symbol('kind')]: 'Object', type: 'object' };
const detail = { type: 'reasoning.text', text: 'Hm', id: null, format: null, index: 0, signature: null };

describe('checkRequest', () => {
  it.each([
    ['a valid request', { temperature: 1 }],
    [
      'unknown fields that are undefined, and not sent',
      { logit_bias: undefined, venice_parameters: { more: undefined } },
    ],
    [
      'JSON Schemas with symbols',
      { tools: [{ type: 'function', function: { name: 'a', parameters: marked } }] },
    ],
    [
      'an answer with reasoning details',
      messages({ role: 'assistant', content: 'a', reasoning_details: [detail] }),
    ],
  ])('accepts %s', (_, fields) => {
    expect(() => {
      check(fields);
    }).not.toThrow();
  });

  it.each(invalid)('rejects %j at %s', (fields, path, remedy) => {
    const error = getError(fields);

    expect(error.path).toBe(path);
    expect(error.remedy).toMatch(remedy);
    expect(error.message).toBe(`${path}: ${error.remedy}`);
  });

  it('accepts an answer with unknown content parts, which its model may need', () => {
    const content = [
      { type: 'thinking', thinking: 'Hm' },
      { type: 'text', text: '' },
    ];

    expect(() => {
      check(messages({ role: 'assistant', content, refusal: null, reasoning_details: null }));
    }).not.toThrow();
  });

  it('lists five of many issues in the message, and counts the rest', () => {
    const fields = Array.from({ length: 8 }, () => ({ role: 'robot' }));

    expect(getError({ messages: fields }).message).toMatch(/messages\[4\]\.role: .*; and 3 more$/);
  });

  it('rejects null', () => {
    expect(() => {
      checkRequest(null as unknown as ChatCompletionRequest);
    }).toThrow(
      new RequestError({
        message: 'request: null is not allowed: use an object',
        path: 'request',
        remedy: '',
      }),
    );
  });

  it('lists all issues of a request in the message', () => {
    const { message, path } = getError({ temperature: 3, top_p: -1 });

    deepStrictEqual([path, message], ['temperature', 'temperature: use at most 2; top_p: use at least 0']);
  });

  it('shows no value of the request in the message', () => {
    const secret = 'the prompt';

    expect(getError({ temperature: secret, user: { secret }, stop: [{ secret }] }).message).not.toContain(
      secret,
    );
  });
});

function check(fields: object): void {
  checkRequest({ ...valid, ...fields } as ChatCompletionRequest);
}

function getError(fields: object): RequestError {
  try {
    check(fields);
  } catch (error) {
    if (error instanceof RequestError) return error;
  }
  throw new Error('the request was accepted');
}
