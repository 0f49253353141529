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
import { checkProperty } from './check-property.js';
import { readCorpus } from './corpus.js';
import { getEnding } from './ending.js';
import { hostileCompletion } from './hostile-chunks.js';
import { deepText, withRandomEdits } from './hostile-json.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;
const answers = fc.oneof(
  { weight: 8, arbitrary: hostileCompletion.map((completion) => JSON.stringify(completion)) },
  {
    weight: 2,
    arbitrary: withRandomEdits(hostileCompletion.map((completion) => JSON.stringify(completion))),
  },
  { weight: 1, arbitrary: deepText.map((deep) => `{"choices":[],"x":${deep}}`) },
);

/** Reads a response in one piece with every feature of a client; throws unless each ends in a value or a typed error. */
function assertTypedOutcome(text: string): void {
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

describe('any response in one piece', () => {
  it('results in a completion or a typed error', () => {
    checkProperty('any completion', answers, assertTypedOutcome);
  });

  it.each(readCorpus('completions'))(
    'results in one of them for an input that failed once: %s',
    (_, bytes) => {
      assertTypedOutcome(new TextDecoder().decode(bytes));
    },
  );
});
