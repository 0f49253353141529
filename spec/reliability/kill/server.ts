// Streams a long answer to whoever asks, until it is killed.
import { startLocalServer } from 'venice-rx/server';
import { text } from './text.js';

void startLocalServer({ script: [{ reply: { text, timing: { tokenDelay: 100 } } }] }).then(({ baseURL }) =>
  process.send?.(baseURL),
);
