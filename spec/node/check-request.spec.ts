import { deepStrictEqual } from 'node:assert';
import { RequestError, type ChatCompletionRequest } from 'venice-rx';
import { checkRequest } from '../../src/node/check-request.js';

const valid = { model: 'default', messages: [{ role: 'user', content: 'Hi' }] };
/** Returns the valid messages and one more. */
const withMessage = (message: unknown): object => ({ messages: [...valid.messages, message] });
const imageWithoutUrl = { type: 'image_url', image_url: { url: '' } };

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
  [withMessage({ role: 'user', content: '' }), 'messages[1].content', /^add content/],
  [withMessage({ role: 'user', content: [] }), 'messages[1].content', /^add content/],
  [
    withMessage({ role: 'user', content: [{ type: 'text', text: ' ' }] }),
    'messages[1].content',
    /^add content/,
  ],
  [{ model: null }, 'model', /^null is not allowed: use a string$/],
  [withMessage({ role: 'user', content: null }), 'messages[1].content', /^null is not allowed/],
  [
    withMessage({ role: 'user', content: [imageWithoutUrl] }),
    'messages[1].content[0].image_url.url',
    /^use at least 1/,
  ],
  [withMessage({ role: 'robot', content: 'Hi' }), 'messages[1].role', /`system`, `developer`, `user`/],
  [withMessage({ role: 'tool', content: 'Hi' }), 'messages[1].tool_call_id', /^use a string$/],
  [withMessage(null), 'messages[1]', /^null is not allowed/],
];

/** Schemas of some libraries have symbols as keys. */
const schemaWithSymbol = { [Symbol('kind')]: 'Object', type: 'object' };
const detail = { type: 'reasoning.text', text: 'Hm', id: null, format: null, index: 0, signature: null };

describe('checkRequest', () => {
  it.each([
    ['a valid request', { temperature: 1 }],
    [
      'unknown fields that are undefined, since they are not sent',
      { logit_bias: undefined, venice_parameters: { more: undefined } },
    ],
    [
      'JSON Schemas with symbols',
      { tools: [{ type: 'function', function: { name: 'a', parameters: schemaWithSymbol } }] },
    ],
    [
      'an answer with reasoning details',
      withMessage({ role: 'assistant', content: 'a', reasoning_details: [detail] }),
    ],
  ])('accepts %s', (_, fields) => {
    expect(() => {
      check(fields);
    }).not.toThrow();
  });

  it.each(invalid)('rejects the fields %j with an error at %s', (fields, path, remedy) => {
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
      check(withMessage({ role: 'assistant', content, refusal: null, reasoning_details: null }));
    }).not.toThrow();
  });

  it('lists five issues of many in the message, and counts the rest', () => {
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

  it('lists both issues of a request in the message, and has the path of the first', () => {
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
