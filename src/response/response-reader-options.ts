import type { Subscriber } from 'rxjs';
import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';
import type { ChunkObserver } from '../sse/chunk-decoder.js';
import type { Redact } from './redacted-head.js';
import type { ActivityTracker } from './activity-tracker.js';

/** Options and callbacks of a response reader. */
export interface ResponseReaderOptions {
  /** Redacts the key in messages of the server. Default: nothing is redacted. */
  readonly redact?: Redact;
  /** Sets up the subscriber of the response, e.g. attaches timeouts. */
  readonly setup?: (reader: Subscriber<never>) => void;
  /** Records the times of reads and output. */
  readonly activity?: ActivityTracker;
  /** Called with the head of a successful response before its body is read. `read` parses the headers. */
  readonly onHead?: ((read: () => ResponseMetadata) => void) | undefined;
  /** The base URL of the server, whose earlier answers may share JSON templates with this answer. Default: nothing is shared. */
  readonly server?: string;
  /** Called with each chunk before it is emitted. */
  readonly observer?: ChunkObserver | undefined;
}
