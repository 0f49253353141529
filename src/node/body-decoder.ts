import { type Subscriber, noop } from 'rxjs';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { CompressedBody, isDecompressible } from './compressed-body.js';
import type { TransportEvent } from '../transport/transport-event.js';
import { StreamDecompressor } from './stream-decompressor.js';

/** Decodes the body of a response. */
export interface BodyDecoder {
  /** Adds bytes. Returns false if no more should arrive until `drain`. */
  readonly push: (bytes: Buffer) => boolean;
  /** The body has ended: calls back after the last output. */
  readonly end: (onEnd: () => void) => void;
  /** The body broke off: calls back after the output so far. */
  readonly breakOff: (onEnd: () => void) => void;
  /** Emits output, or keeps it. */
  readonly read: (isOpen: boolean) => void;
  /** Emits nothing any more. */
  readonly destroy: () => void;
}

type Emit = (bytes: Buffer) => void;

/** Some servers send `none` or another word so that no proxy compresses a stream; those bodies are plain. */
const codings = /\b(?:br|compress|deflate|gzip|zstd)\b/gi;

/** The receiver of a decoded body. */
export interface BodySink {
  readonly subscriber: Subscriber<TransportEvent>;
  /** Runs a step in the async context of the request: output that is decompressed as it arrives comes in any context. */
  readonly inContext: (step: () => void) => void;
  /** More bytes may arrive. */
  readonly drain: () => void;
}

/**
 * Returns the decoder for a `content-encoding`; undefined if it is not supported.
 *
 * @param isWhole - The body is needed only at its end.
 */
export function createBodyDecoder(
  coding: string,
  isWhole: boolean,
  { subscriber, inContext, drain }: BodySink,
): BodyDecoder | undefined {
  const emit = (bytes: Buffer): void => {
    subscriber.next({ type: 'data', bytes });
  };
  if (coding.search(codings) < 0) return plain(emit);
  if (isWhole) return isDecompressible(coding) ? decodedAtEnd(new CompressedBody(coding), emit) : undefined;
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
  return decompressor && decoded(decompressor, emit);
}

function callBack(onEnd: () => void): void {
  onEnd();
}

/** Drops a body that cannot be decoded. */
export const discardingDecoder = createDecoder(() => true);

function plain(emit: Emit): BodyDecoder {
  return createDecoder((bytes) => {
    emit(bytes);
    return true;
  });
}

function decodedAtEnd(body: CompressedBody, emit: Emit): BodyDecoder {
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

function createDecoder(push: BodyDecoder['push'], end: BodyDecoder['end'] = callBack): BodyDecoder {
  return { push, end, breakOff: callBack, read: noop, destroy: noop };
}

function decoded(decompressor: StreamDecompressor, emit: Emit): BodyDecoder {
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
    read: (isOpen) => {
      decompressor.read(isOpen);
    },
    destroy: () => {
      decompressor.destroy();
    },
  };
}

/** The bytes are not a part of the response yet, but activity. */
function reportActivity(emit: Emit): void {
  emit(Buffer.alloc(0));
}

/** The error of a body whose coding is not supported. */
export function unreadableBody(url: string, coding: string): APIConnectionError {
  const { origin } = new URL(url);
  // Only known names: the header may echo the key.
  const known = new Set(coding.toLowerCase().match(codings));
  return new APIConnectionError({
    message: `${origin} compressed its answer (${[...known].join(', ')}) although the request does not allow it; use fetchTransport() for this server`,
    code: 'ERR_CONTENT_CODING',
  });
}
