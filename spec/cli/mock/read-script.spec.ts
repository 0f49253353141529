import { readScript } from '../../../src/cli/mock/read-script.js';
import { chatRequest } from '../../mock-server/engine/chat-request.js';
import { getFailure } from '../get-failure.js';

const read = (value: unknown): ReturnType<typeof readScript> => readScript('script.json', value);

describe('readScript', () => {
  it('returns text replies and error replies unchanged', () => {
    const script = [
      { reply: { text: 'Hi', timing: { tokenDelay: 5 }, fault: { kind: 'cut', after: 2 }, cost: null } },
      { reply: { status: 429, body: { error: 'slow' }, headers: { 'retry-after': '7' } } },
    ];

    expect(read(script)).toEqual(script);
  });

  it('returns the functions of a module unchanged', () => {
    const rule = { when: () => true, reply: () => ({ text: 'Hi' }) };

    expect(read([rule])).toEqual([rule]);
  });

  it('accepts infinite delays, which a module can contain', () => {
    const timing = { firstTokenDelay: Infinity };
    const rule = { reply: { text: 'Hi', timing, fault: { delay: Infinity, holdOpen: Infinity } } };

    expect(read([rule])).toEqual([rule]);
  });

  it.each([
    [{ prompt: 'weather' }, true],
    [{ prompt: 'rain' }, false],
    [{ model: 'default' }, true],
    [{ model: 'default', prompt: 'snow' }, false],
    [{}, true],
  ])(
    'converts the condition %j to a function that returns %j for a question about the weather',
    (when, isMet) => {
      const [rule] = read([{ when, reply: { text: '' } }]);
      const parts = [{ type: 'text', text: 'How is the Weather?' }] as const;

      expect(
        rule?.when?.(chatRequest({ messages: [{ role: 'user', content: 'How is the WEATHER?' }] })),
      ).toBe(isMet);
      expect(rule?.when?.(chatRequest({ messages: [{ role: 'user', content: parts }] }))).toBe(isMet);
    },
  );

  it.each([
    [{}, 'script.json: Expected an array of rules'],
    [['Hi'], 'script.json: [0]: Expected a rule, such as { "reply": { "text": "Hi" } }'],
    [[{ reply: { text: 1 } }], 'script.json: [0].reply.text: Expected string'],
    [[{}], 'script.json: [0].reply: Expected object'],
    [[{ reply: { text: '' }, wen: {} }], 'script.json: [0].wen: Expected `when` and `reply` only'],
    [[{ reply: { txt: '' } }], 'script.json: [0].reply.text: Expected string'],
    [[{ reply: { text: '', txt: '' } }], "script.json: [0].reply: Unrecognized key(s) in object: 'txt'"],
    [
      [{ reply: { text: '' } }, { reply: { text: '', timing: { tokenDelay: 'long' } } }],
      'script.json: [1].reply.timing.tokenDelay: Expected number',
    ],
    [[{ reply: { status: 99, body: '' } }], 'script.json: [0].reply.status: Expected at least 200'],
    [
      [{ reply: { text: '', toolCalls: [{ name: 1 }] } }],
      'script.json: [0].reply.toolCalls[0].name: Expected string',
    ],
    [[{ when: { prompt: 1 }, reply: { text: '' } }], 'script.json: [0].when.prompt: Expected string'],
  ])('rejects %j with a message that names the field', (value, message) => {
    expect(getFailure(() => read(value))).toMatchObject({ name: 'UsageError', message });
  });
});
