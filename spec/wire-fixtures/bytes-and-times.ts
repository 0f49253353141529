import { hold, pause, slowly } from './raw-server.js';
import { type Row, chunkedStream, stream } from './row.js';

const hello = 'data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}\n\n';
const finish = 'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
const done = 'data: [DONE]\n\n';

/** The outcome of most of these answers, which differ only in bytes and times. */
const whole = { chunks: 2, id: 'c1', text: ['Hello'], finish: ['stop'] } as const;

const ping = Array.from({ length: 10 }, () => [': ping\n\n', pause(10)]).flat();

/** One stream in the bytes and at the times of other servers, networks and proxies. */
export const bytesAndTimes: readonly Row[] = [
  {
    name: 'text/plain as the content type',
    wire: ['HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n', hello, finish, done],
    outcome: whole,
  },
  {
    name: 'application/json as the content type',
    wire: [
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
      hello,
      finish,
      done,
    ],
    outcome: whole,
  },
  {
    name: 'no content type',
    wire: ['HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n', hello, finish, done],
    outcome: whole,
  },
  {
    name: 'an HTTP/1.0 answer',
    wire: ['HTTP/1.0 200 OK\r\n\r\n', hello, finish, done],
    outcome: whole,
  },
  {
    name: 'a connection that stays open after [DONE]',
    wire: [stream, hello, finish, done, hold],
    outcome: whole,
  },
  {
    name: 'a chunked body that stays open after [DONE]',
    wire: [chunkedStream, `5a\r\n${hello}\r\n`, `4d\r\n${finish}\r\n`, `e\r\n${done}\r\n`, hold],
    outcome: whole,
  },
  {
    name: 'a connection that stays open after [DONE] in CR line ends',
    wire: [
      stream,
      hello.replaceAll('\n', '\r'),
      finish.replaceAll('\n', '\r'),
      done.replaceAll('\n', '\r'),
      hold,
    ],
    outcome: whole,
  },
  {
    name: 'repeated comments between events',
    wire: [stream, hello, ...ping, finish, ...ping, done],
    outcome: whole,
  },
  {
    name: 'a head that is held back until the first token',
    wire: [pause(100), stream, hello, finish, done],
    outcome: whole,
  },
  {
    name: 'an interim response before the head',
    wire: ['HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n', stream, hello, finish, done],
    outcome: whole,
  },
  {
    name: 'everything held back, and then sent in one write',
    wire: [stream, pause(100), hello + finish + done],
    outcome: whole,
  },
  {
    name: 'several events in one read',
    wire: [stream + hello + finish, pause(10), done],
    outcome: whole,
  },
  {
    name: 'one event in many reads',
    wire: [stream, ...slowly(hello), finish, done],
    outcome: whole,
  },
  {
    name: 'cuts inside UTF-8 sequences',
    wire: [
      stream,
      'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Gr',
      ...slowly('üße 🦔'),
      '"}}]}\n\n',
      finish,
      done,
    ],
    outcome: { ...whole, text: ['Grüße 🦔'] },
  },
  {
    name: 'CRLF line ends, cut between CR and LF',
    wire: [
      stream,
      hello.replaceAll('\n', '\r\n').slice(0, -1),
      pause(10),
      `\n${finish.replaceAll('\n', '\r\n')}`,
      done.replaceAll('\n', '\r\n').slice(0, -3),
      pause(10),
      '\n\r\n',
    ],
    outcome: whole,
  },
  {
    name: 'CR line ends',
    wire: [stream, `${hello}${finish}${done}`.replaceAll('\n', '\r')],
    outcome: whole,
  },
  {
    name: 'a byte order mark, cut',
    wire: [stream, new Uint8Array([0xef, 0xbb]), pause(10), new Uint8Array([0xbf]), hello, finish, done],
    outcome: whole,
  },
  {
    name: 'no space after `data:`',
    wire: [stream, `${hello}${finish}${done}`.replaceAll('data: ', 'data:')],
    outcome: whole,
  },
  {
    name: 'JSON over several data lines',
    wire: [stream, hello.replace('"choices"', '\ndata: "choices"'), finish, done],
    outcome: whole,
  },
  {
    name: 'ids, names of events, retry times and empty data',
    wire: [
      stream,
      'retry: 3000\n\n',
      `id: 1\nevent: message\n${hello}`,
      'data:\n\n',
      'data: \n\n',
      finish,
      done,
    ],
    outcome: whole,
  },
  {
    name: 'a last event without its blank line',
    wire: [stream, hello, finish.trimEnd()],
    outcome: whole,
  },
  {
    name: 'spaces around [DONE], and data after it',
    wire: [stream, hello, finish, 'data:  [DONE] \n\n', hello, 'data: not JSON\n\n'],
    outcome: whole,
  },
];
