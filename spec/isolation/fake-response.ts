import { EventEmitter } from 'node:events';
import type { NodeResponse } from 'venice-rx/relay';

/** A response of Node whose buffer is full, so that it needs a `drain` after each write. */
export function fakeResponse(): EventEmitter & NodeResponse {
  return Object.assign(new EventEmitter(), {
    destroyed: false,
    writableEnded: false,
    writableNeedDrain: true,
    writableLength: 0,
    writeHead: () => undefined,
    write: () => false,
    end: () => undefined,
    destroy: () => undefined,
  });
}
