import { type Observable, of } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  VeniceClient,
  findModel,
  logger,
  retryOnApiError,
  toState,
  usageRecords,
} from 'venice-rx';
import * as fc from 'fast-check';
import { bytes } from 'venice-rx/testing';
import { valueHasOutput } from '../../src/reducer/value-has-output.js';
import { head, scripted } from '../support/replies.js';
import { campaign } from './campaign.js';
import { corpus } from './corpus.js';
import { getEnding } from './ending.js';
import { hostileCompletion } from './hostile-chunks.js';
import { deepText, mutated } from './hostile-json.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;
const answers = fc.oneof(
  { weight: 8, arbitrary: hostileCompletion.map((completion) => JSON.stringify(completion)) },
  { weight: 2, arbitrary: mutated(hostileCompletion.map((completion) => JSON.stringify(completion))) },
  { weight: 1, arbitrary: deepText.map((deep) => `{"choices":[],"x":${deep}}`) },
);

/** Reads an answer in one piece with everything that a client has. */
function isRead(text: string): void {
  const { transport } = scripted(of(head(200, {}), bytes(text)));
  const client = new VeniceClient({
    baseURL: 'http://test',
    transport,
    retry: retryOnApiError({ maxRetries: 0 }),
    interceptors: [logger({ write: () => undefined, includesText: true })],
  });
  const entries: unknown[] = [];
  usageRecords(client).subscribe((entry) => entries.push(entry));
  const answer: Observable<ChatCompletion> = client.chat.completions.create(request);
  const { values } = getEnding(answer);
  values.forEach(valueHasOutput);
  getEnding((answer as Observable<ChatCompletion | ChatCompletionChunk>).pipe(toState()));
  getEnding(client.chat.completions.create(request, { observe: 'response' }));
  getEnding(client.models.list());
  getEnding(client.models.traits());
  getEnding(client.models.list().pipe(findModel({ functionCalling: true, minContextTokens: 10 })));
  if (entries.length !== 3) throw new Error(`the usage log has ${entries.length} entries`);
}

describe('whatever a server answers in one piece', () => {
  it('is a completion or an error with a type', () => {
    campaign('any completion', answers, isRead);
  });

  it.each(corpus('completions'))('is read once more: %s', (_, bytes) => {
    isRead(new TextDecoder().decode(bytes));
  });
});
