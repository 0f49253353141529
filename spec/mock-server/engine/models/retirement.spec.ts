import { textModel } from 'venice-rx/mock-server';

import { noon, createEngine } from '../create-engine.js';

describe('a model with a retirement date', () => {
  const end = { date: '2026-10-01', removesAt: '2026-10-01T12:01:00.000Z' };
  const old = (deprecation: object): ReturnType<typeof textModel> =>
    textModel({
      id: 'old',
      capabilities: ['function-calling'],
      spec: { deprecation: { ...end, autoRemap: true, ...deprecation } },
    });
  const at = (
    now: number,
    deprecation: object,
    fields: object = {},
  ): ReturnType<ReturnType<typeof createEngine>> => {
    const models = [old(deprecation), textModel({ id: 'new', spec: { name: 'New' } })];
    return createEngine({}, { catalogue: { models, aliases: {} } })(now, { model: 'old', ...fields });
  };
  const replacement = { replacementModelId: 'new' };
  const removedAt = noon + 30_000;

  it('answers with a warning until it is retired', () => {
    expect(at(removedAt - 1, replacement)).toMatchObject({
      status: 200,
      headers: {
        'x-venice-model-id': 'old',
        'x-venice-model-deprecation-warning': 'The model old will be removed.',
        'x-venice-model-deprecation-date': '2026-10-01',
      },
    });
  });

  it('is replaced after it is retired, still with a warning', () => {
    expect(at(removedAt, replacement)).toMatchObject({
      status: 200,
      headers: {
        'x-venice-model-id': 'new',
        'x-venice-model-name': 'New',
        'x-venice-model-deprecation-warning': 'The model old has been replaced by new.',
        'x-venice-model-deprecation-date': '2026-10-01',
      },
      body: expect.stringContaining('"model":"new"') as unknown,
    });
  });

  it('checks the request for the capabilities of the replacement', () => {
    expect(at(removedAt - 1, replacement, { tool_choice: 'auto' }).status).toBe(200);
    expect(at(removedAt, replacement, { tool_choice: 'auto' }).status).toBe(400);
  });

  it.each([
    ['it has no automatic replacement', { ...replacement, autoRemap: false }],
    ['its replacement is not named', {}],
    ['its replacement is unknown', { replacementModelId: 'unknown' }],
    ['its replacement is retired too', { replacementModelId: 'old' }],
  ])('is a 410 if %s', (_, deprecation) => {
    expect(at(removedAt, deprecation).status).toBe(410);
  });

  it.each(['models', 'models/compatibility_mapping', 'api_keys/rate_limits'])(
    'is no longer listed in %s',
    (route) => {
      const listed = (now: number): string => {
        const catalogue = { models: [old({})], aliases: { alias: 'old' } };
        const result = createEngine({}, { catalogue })(
          now,
          {},
          { method: 'GET', path: `/api/v1/${route}`, body: '' },
        );
        return 'body' in result ? result.body : '';
      };

      expect([listed(noon).includes('old'), listed(removedAt).includes('old')]).toEqual([true, false]);
    },
  );
});
