// Streams a long answer to every client, until it is killed.
import { startMockServer } from 'venice-rx/mock-server';
import { text } from './text.js';

void startMockServer({ script: [{ reply: { text, timing: { tokenDelay: 100 } } }] }).then(({ baseURL }) =>
  process.send?.(baseURL),
);
