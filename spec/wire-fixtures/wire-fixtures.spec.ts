import { fetchTransport } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { bytesAndTimes } from './bytes-and-times.js';
import { chunkShapes } from './chunk-shapes.js';
import { errorBodies } from './error-bodies.js';
import { errorShapes } from './error-shapes.js';
import { errorsElsewhere } from './errors-elsewhere.js';
import { failedChoices } from './failed-choices.js';
import { fieldShapes } from './field-shapes.js';
import { receive, receiveWhole } from './receive.js';
import { tails } from './tails.js';
import { toolCallShapes } from './tool-call-shapes.js';

const transports = { undici: undiciTransport, fetch: fetchTransport };
const tables = {
  'the ways in which an answer ends': tails,
  'the bodies of errors before the stream': errorBodies,
  'chunks of other servers': chunkShapes,
  'fields that arrive in pieces': fieldShapes,
  'tool calls of other servers': toolCallShapes,
  'choices that report an error': failedChoices,
  'errors of other servers': errorsElsewhere,
  'errors with status 200, and answers in the form of the other kind': errorShapes,
  'bytes and times of other servers, networks and proxies': bytesAndTimes,
};

describe.each(Object.entries(transports))('over %s', (_transport, transport) => {
  describe.each(Object.entries(tables))('%s', (_table, rows) => {
    it.each(rows.map((row) => [row.name, row] as const))(
      '%s',
      async (_name, { wire, isInOnePiece, outcome }) => {
        const receiveAnswer = isInOnePiece === true ? receiveWhole : receive;
        expect(await receiveAnswer(wire, transport())).toStrictEqual(outcome);
      },
    );
  });
});
