import type { Model } from 'venice-rx';
import { defaultCatalogue, startMockServer, textModel, type MockServer } from 'venice-rx/mock-server';
import { modelRow } from '../../../src/cli/models/model-row.js';
import { runHere, type Result } from '../run-here.js';

// So that the table does not depend on today's date, the only retirement date is far in the future.
const retirement = '2999-12-01T00:00:00.000Z';
const deprecation = { autoRemap: false, date: retirement, removesAt: retirement };
const otherModels = defaultCatalogue.models.filter(({ model_spec }) => !model_spec.deprecation);
const catalogue = { aliases: {}, models: [...otherModels, textModel({ id: 'old', spec: { deprecation } })] };
let server: MockServer;
const models = (...options: string[]): Promise<Result> =>
  runHere(['models', ...options], { environment: { VENICE_BASE_URL: server.baseURL } });
const getIds = ({ output }: Result): unknown[] =>
  (JSON.parse(output) as { id: unknown }[]).map(({ id }) => id);

beforeAll(async () => {
  server = await startMockServer({ catalogue });
});
afterAll(() => server.close());

describe('venice-rx models', () => {
  it('prints a table of the models', async () => {
    const { exitCode, output, errors } = await models();
    const lines = output.trimEnd().split('\n');

    expect([exitCode, errors]).toEqual([0, '']);
    expect(lines[0]).toMatch(/^MODEL +CONTEXT +INPUT +OUTPUT +NOTES +CAN$/);
    expect(lines[1]).toMatch(
      /^zai-org-glm-5-2 +1M +\$1\.40 +\$4\.40 +default, function_calling_default +function-calling reasoning/,
    );
    expect(lines.at(-1)).toMatch(/^old .* until 2999-12-01 +web-search$/);
  });

  it.each([
    [['--vision', '--log-probs'], ['qwen3-5-9b']],
    [['--code'], ['deepseek-v4-pro-0813']],
    [['--e2ee', '--private'], ['e2ee-gpt-oss-120b-p']],
    [['--type', 'code', '--reasoning'], ['deepseek-v4-pro-0813']],
    [['--type', 'image'], []],
    [['--audio'], []],
  ])('lists only models that match %j', async (options, ids) => {
    const result = await models(...options, '--json');

    expect(result).toMatchObject({ exitCode: 0, errors: '' });
    expect(getIds(result)).toEqual(ids);
  });

  it('prints a message if no model matches', async () => {
    expect(await models('--video')).toEqual({
      exitCode: 0,
      output: '',
      errors: 'None of 11 models matches.\n',
    });
  });

  it('fails with the error of the server', async () => {
    const { exitCode, errors } = await models('--type', 'food');

    expect(exitCode).toBe(8);
    expect(errors).toMatch(/^BadRequestError: 400 Invalid request parameters \(type: Invalid option/);
  });
});

describe('modelRow', () => {
  it('has a dash for each unknown value', () => {
    expect(modelRow({ id: 'm' })).toEqual(['m', '-', '-', '-', '-', '-']);
  });

  it.each([null, { traits: null, privacy: null, pricing: null, deprecation: { date: 1 } }])(
    'has a dash for each unusable value of %j',
    (model_spec) => {
      expect(modelRow({ id: 'm', model_spec } as unknown as Model)).toEqual(['m', '-', '-', '-', '-', '-']);
    },
  );

  it('has traits, privacy, beta and offline in its notes', () => {
    const model_spec = {
      traits: ['default'],
      privacy: 'anonymized',
      betaModel: true,
      offline: true,
      availableContextTokens: 999,
    };

    expect(modelRow({ id: 'm\x1b[31m', model_spec })).toEqual([
      'm[31m',
      '999',
      '-',
      '-',
      'default, anonymized, beta, offline',
      '-',
    ]);
  });
});
