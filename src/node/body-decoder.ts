import { type Subscriber, noop } from 'rxjs';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { CompressedBody, isDecompressible } from './compressed-body.js';
import type { TransportEvent } from '../transport/transport-event.js';
import { StreamDecompressor } from './stream-decompressor.js';

/** Decodes the body of a response. */
export interface BodyDecoder {
  /** Adds bytes. Returns false if no more should arrive until `drain`. */
  readonly push: (bytes: Buffer) => boolean;
  /** Ends the body, and calls `onEnd` after the last output. */
  readonly end: (onEnd: () => void) => void;
  /**
   * Ends a body that broke off, and calls `onEnd` after the output of the bytes that have arrived. A compressed body that is needed only at
   * its end has no output then.
   */
  readonly breakOff: (onEnd: () => void) => void;
  /** Called with the state of the gate. The decoder of a compressed stream keeps its output while the gate is closed. */
  readonly setOpen: (isOpen: boolean) => void;
  /** Stops emitting. */
  readonly destroy: () => void;
}

type Emit = (bytes: Buffer) => void;

/** Names of compressions. Some servers send another word, such as `none`, so that no proxy compresses their uncompressed streams. */
const codings = /\b(?:br|compress|deflate|gzip|zstd)\b/gi;

/** The receiver of a decoded body. */
export interface BodySink {
  readonly subscriber: Subscriber<TransportEvent>;
  /** Calls `step` in the async context of the request: Node's decompressors emit in any context. */
  readonly inContext: (step: () => void) => void;
  /** Called when more bytes may be pushed. */
  readonly drain: () => void;
}

/**
 * Returns the decoder for a `content-encoding`; undefined if it is not supported.
 *
 * @param isWhole - Whether the reader needs the body only at its end.
 */
export function createBodyDecoder(
  coding: string,
  isWhole: boolean,
  { subscriber, inContext, drain }: BodySink,
): BodyDecoder | undefined {
  const emit = (bytes: Buffer): void => {
    subscriber.next({ type: 'data', bytes });
  };
  if (coding.search(codings) < 0) return plainDecoder(emit);
  if (isWhole)
    return isDecompressible(coding) ? bufferingDecoder(new CompressedBody(coding), emit) : undefined;
  const decompressor = StreamDecompressor.of(coding, {
    data: (bytes) => {
      inContext(() => {
        emit(bytes);
      });
    },
    drain,
    error: (error) => {
      inContext(() => {
        subscriber.error(error);
      });
    },
  });
  return decompressor && streamingDecoder(decompressor, emit);
}

function callAtOnce(onEnd: () => void): void {
  onEnd();
}

/** Discards a body that cannot be decoded. */
export const discardingDecoder = createDecoder(() => true);

function plainDecoder(emit: Emit): BodyDecoder {
  return createDecoder((bytes) => {
    emit(bytes);
    return true;
  });
}

function bufferingDecoder(body: CompressedBody, emit: Emit): BodyDecoder {
  const push = (bytes: Buffer): boolean => {
    body.push(bytes);
    reportActivity(emit);
    return true;
  };
  return createDecoder(push, (onEnd) => {
    emit(body.read());
    onEnd();
  });
}

function createDecoder(push: BodyDecoder['push'], end: BodyDecoder['end'] = callAtOnce): BodyDecoder {
  return { push, end, breakOff: callAtOnce, setOpen: noop, destroy: noop };
}

function streamingDecoder(decompressor: StreamDecompressor, emit: Emit): BodyDecoder {
  const end = (onEnd: () => void): void => {
    decompressor.end(onEnd);
  };
  return {
    push: (bytes) => {
      const hasRoom = decompressor.write(bytes);
      reportActivity(emit);
      return hasRoom;
    },
    end,
    breakOff: end,
    setOpen: (isOpen) => {
      decompressor.setOpen(isOpen);
    },
    destroy: () => {
      decompressor.destroy();
    },
  };
}

/** Emits a piece without bytes, which restarts `timeouts.idle`: compressed bytes have arrived, although they may have no output yet. */
function reportActivity(emit: Emit): void {
  emit(Buffer.alloc(0));
}

/** The error of a body whose coding is not supported. */
export function unreadableBody(url: string, coding: string): APIConnectionError {
  const { origin } = new URL(url);
  // Shows only the names of compressions, since the header may contain the key.
  const known = new Set(coding.toLowerCase().match(codings));
  return new APIConnectionError({
    message: `${origin} compressed its answer (${[...known].join(', ')}) although the request does not allow it; use fetchTransport() for this server`,
    code: 'ERR_CONTENT_CODING',
  });
}
