import { fetchTransport } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { receive, receiveWhole } from './receive.js';
import { tables } from './tables.js';

const transports = { undici: undiciTransport, fetch: fetchTransport };

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
