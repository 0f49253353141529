import { places } from '../contract/places.js';

/**
 * A position at which the proxy stops an answer, and the events that the page's transport has emitted by then, as a string: the status, a
 * space, and the bytes so far as text.
 */
export interface Phase {
  readonly phase: string;
  readonly place: RegExp;
  readonly received: RegExp;
}

/** The phases of a request. Their positions do not match the response to Chromium's CORS preflight, which has the status 204. */
export const phases: readonly Phase[] = [
  { phase: 'while it waits for headers', place: /(?=HTTP\/1\.1 200)/, received: /^$/ },
  { phase: 'after the head', place: /HTTP\/1\.1 200[^]*?\r\n\r\n/, received: /^200 $/ },
  { phase: 'after the first byte', place: places.firstByte, received: /^200 d$/ },
  { phase: 'stalled in mid-body', place: places.midChunk, received: places.midChunk },
  { phase: 'after finish_reason', place: places.finish, received: places.finish },
];
