import { bytesAndTimes } from './bytes-and-times.js';
import { chunkShapes } from './chunk-shapes.js';
import { contentsAndEndings } from './contents-and-endings.js';
import { errorBodies } from './error-bodies.js';
import { errorShapes } from './error-shapes.js';
import { errorsOfOtherServers } from './errors-of-other-servers.js';
import { failedChoices } from './failed-choices.js';
import { fieldShapes } from './field-shapes.js';
import { endings } from './endings.js';
import { toolCallShapes } from './tool-call-shapes.js';
import type { Row } from './row.js';

/** Every table of rows, by its title. */
export const tables: Readonly<Record<string, readonly Row[]>> = {
  'endings of answers': endings,
  'each kind of content with each ending': contentsAndEndings,
  'bodies of responses with an error status': errorBodies,
  'chunks of other servers': chunkShapes,
  'fields that arrive in pieces': fieldShapes,
  'tool calls of other servers': toolCallShapes,
  'choices that report an error': failedChoices,
  'errors of other servers': errorsOfOtherServers,
  'errors with status 200, and whole answers inside a stream': errorShapes,
  'bytes and times of other servers, networks and proxies': bytesAndTimes,
};
