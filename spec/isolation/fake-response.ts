import { EventEmitter } from 'node:events';
import type { NodeResponse } from 'venice-rx/relay';

/** A response of Node that takes nothing until `drain`. */
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
