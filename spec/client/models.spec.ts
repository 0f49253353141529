import { firstValueFrom, of } from 'rxjs';
import { VeniceClient, findModel } from 'venice-rx';
import { bytes } from 'venice-rx/testing';
import { head, scripted } from '../support/replies.js';

const capable = { supportsFunctionCalling: true, supportsVision: true };
const rows = [
  { id: 'small', model_spec: { privacy: 'private', availableContextTokens: 1000, capabilities: {} } },
  null,
  'row',
  { model_spec: {} },
  {
    id: 'odd',
    type: 'telepathy',
    model_spec: { privacy: 'secret', capabilities: { supportsMindReading: true } },
  },
  { id: 'trial', model_spec: { betaModel: true, capabilities: capable, privacy: 'private' } },
  { id: 'off', model_spec: { offline: true, capabilities: capable } },
  {
    id: 'large',
    model_spec: {
      traits: ['default'],
      privacy: 'anonymized',
      availableContextTokens: 9000,
      capabilities: capable,
    },
  },
  { id: 'bare' },
  { id: 'hollow', model_spec: null },
];

function createModels(body: unknown): { models: VeniceClient['models']; urls: () => string[] } {
  const { transport, requests } = scripted(of(head(200, {}), bytes(JSON.stringify(body))));
  const { models } = new VeniceClient({ baseURL: 'http://localhost', transport });
  return { models, urls: () => requests.map(({ method, url }) => `${method} ${url}`) };
}

describe('models', () => {
  it('are listed with unknown types, privacy and capabilities, but without invalid rows', async () => {
    const { models, urls } = createModels({ object: 'list', data: rows });
    const list = await firstValueFrom(models.list({ type: 'all & more' }));

    expect(list.map(({ id }) => id)).toEqual(['small', 'odd', 'trial', 'off', 'large', 'bare', 'hollow']);
    expect(list[1]).toEqual(rows[4]);
    expect(urls()).toEqual(['GET http://localhost/models?type=all%20%26%20more']);
  });

  it('are an empty list or mapping if the response has no `data`', async () => {
    await expect(firstValueFrom(createModels({}).models.list())).resolves.toEqual([]);
    await expect(firstValueFrom(createModels({}).models.traits())).resolves.toEqual({});
  });

  it('have mappings of traits and of names of other providers', async () => {
    const { models, urls } = createModels({ data: { default: 'large', odd: 7 } });

    await expect(firstValueFrom(models.traits())).resolves.toEqual({ default: 'large' });
    await expect(firstValueFrom(models.compatibilityMapping({ type: 'text' }))).resolves.toEqual({
      default: 'large',
    });
    expect(urls()).toEqual([
      'GET http://localhost/models/traits',
      'GET http://localhost/models/compatibility_mapping?type=text',
    ]);
  });

  it.each([
    [{}, 'large'],
    [{ functionCalling: true, vision: true }, 'large'],
    [{ private: true }, 'small'],
    [{ private: true, functionCalling: true, includeBeta: true }, 'trial'],
    [{ minContextTokens: 2000 }, 'large'],
    [{ exclude: ['large'] }, 'small'],
    [{ prefer: ['off', 'bare', 'small'] }, 'bare'],
  ])('are found by the requirements %j', async (requirements, id) => {
    const model = createModels({ data: rows }).models.list().pipe(findModel(requirements));

    await expect(firstValueFrom(model)).resolves.toMatchObject({ id });
  });

  it('fail with a RequestError if no model meets the requirements', async () => {
    const model = createModels({ data: rows })
      .models.list()
      .pipe(findModel({ logProbs: true }));

    await expect(firstValueFrom(model)).rejects.toMatchObject({
      name: 'RequestError',
      path: 'requirements',
    });
  });
});

describe('request', () => {
  it('sends a request to any route', async () => {
    const { transport, requests } = scripted(of(head(200, {}), bytes('{"a":1}')));
    const client = new VeniceClient({ baseURL: 'http://localhost', transport });

    await expect(firstValueFrom(client.request({ path: '/x', body: { b: 2 } }))).resolves.toEqual({ a: 1 });
    await expect(firstValueFrom(client.request({ path: '/y' }))).resolves.toEqual({ a: 1 });
    expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', 'http://localhost/x', '{"b":2}'],
      ['GET', 'http://localhost/y', undefined],
    ]);
    expect(() => client.request({ path: 'z' })).toThrow(TypeError);
  });

  it('fails with the same errors as a chat', async () => {
    const { transport } = scripted(of(head(401, {}), bytes('{"error":"bad key"}')));
    const client = new VeniceClient({ baseURL: 'http://localhost', transport });

    await expect(firstValueFrom(client.request({ path: '/x' }))).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
  });
});
