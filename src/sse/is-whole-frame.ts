import { isRecord } from '../json/is-record.js';
import { parseJson } from '#parse-json';

/**
 * Whether the first line of data of an event is a frame by itself, although another line of data follows: some servers end their
 * frames with one line end (rexxars/eventsource-parser#31). A line with a complete JSON object cannot continue in the next line.
 */
export function isWholeFrame(firstLine: string | undefined): firstLine is string {
  return firstLine !== undefined && isRecord(parseJson(firstLine));
}
