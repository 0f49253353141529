import { textModel } from 'venice-rx/mock-server';

import { noon, talk } from '../talk.js';

describe('a model that goes away', () => {
  const end = { date: '2026-10-01', removesAt: '2026-10-01T12:01:00.000Z' };
  const old = (deprecation: object): ReturnType<typeof textModel> =>
    textModel({
      id: 'old',
      capabilities: ['function-calling'],
      spec: { deprecation: { ...end, autoRemap: true, ...deprecation } },
    });
  const at = (now: number, deprecation: object, fields: object = {}): ReturnType<ReturnType<typeof talk>> => {
    const models = [old(deprecation), textModel({ id: 'new', spec: { name: 'New' } })];
    return talk({}, { catalogue: { models, aliases: {} } })(now, { model: 'old', ...fields });
  };
  const replaced = { replacementModelId: 'new' };
  const afterwards = noon + 30_000;

  it('answers with a warning until its end', () => {
    expect(at(afterwards - 1, replaced)).toMatchObject({
      status: 200,
      headers: {
        'x-venice-model-id': 'old',
        'x-venice-model-deprecation-warning': 'The model old will be removed.',
        'x-venice-model-deprecation-date': '2026-10-01',
      },
    });
  });

  it('is replaced from then on, still with a warning', () => {
    expect(at(afterwards, replaced)).toMatchObject({
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

  it('hands the request to what its replacement can do', () => {
    expect(at(afterwards - 1, replaced, { tool_choice: 'auto' }).status).toBe(200);
    expect(at(afterwards, replaced, { tool_choice: 'auto' }).status).toBe(400);
  });

  it.each([
    ['nothing replaces it', { ...replaced, autoRemap: false }],
    ['its replacement is not named', {}],
    ['its replacement is not there', { replacementModelId: 'unknown' }],
    ['its replacement has gone too', { replacementModelId: 'old' }],
  ])('is a 410 where %s', (_, deprecation) => {
    expect(at(afterwards, deprecation).status).toBe(410);
  });

  it.each(['models', 'models/compatibility_mapping', 'api_keys/rate_limits'])(
    'is no longer listed in %s',
    (route) => {
      const listed = (now: number): string => {
        const catalogue = { models: [old({})], aliases: { alias: 'old' } };
        const result = talk({}, { catalogue })(
          now,
          {},
          { method: 'GET', path: `/api/v1/${route}`, body: '' },
        );
        return 'body' in result ? result.body : '';
      };

      expect([listed(noon).includes('old'), listed(afterwards).includes('old')]).toEqual([true, false]);
    },
  );
});
