import { bytesAndTimes } from './bytes-and-times.js';
import { chunkShapes } from './chunk-shapes.js';
import { endsOfAnswers } from './ends-of-answers.js';
import { errorBodies } from './error-bodies.js';
import { errorShapes } from './error-shapes.js';
import { errorsElsewhere } from './errors-elsewhere.js';
import { failedChoices } from './failed-choices.js';
import { fieldShapes } from './field-shapes.js';
import { tails } from './tails.js';
import { toolCallShapes } from './tool-call-shapes.js';
import type { Row } from './row.js';

/** Every table of rows, by its title. */
export const tables: Readonly<Record<string, readonly Row[]>> = {
  'the ways in which an answer ends': tails,
  'what was said, times the ways in which an answer ends': endsOfAnswers,
  'the bodies of errors before the stream': errorBodies,
  'chunks of other servers': chunkShapes,
  'fields that arrive in pieces': fieldShapes,
  'tool calls of other servers': toolCallShapes,
  'choices that report an error': failedChoices,
  'errors of other servers': errorsElsewhere,
  'errors with status 200, and answers in the form of the other kind': errorShapes,
  'bytes and times of other servers, networks and proxies': bytesAndTimes,
};
