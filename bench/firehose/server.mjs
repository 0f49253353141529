// A server in a process of its own that sends what was rendered before. Its parent asks it what it saw.
import { createServer } from 'node:http';
import { Pace } from './pace.mjs';
import { renderedEvents, renderedStream } from './rendered.mjs';

const slice = 65_536;
const paces = new Map();
/** When the connection of a held answer was closed, in nanoseconds of the clock that all processes share. */
const closed = [];
let sockets = 0;

const modes = {
  /** As fast as it is read. */
  full: (response, corpus, count) => pour(response, renderedStream(corpus, Number(count)), 0),
  /** An event to each stream every so many milliseconds. */
  paced: (response, corpus, count, every) => {
    if (!paces.has(every)) paces.set(every, new Pace(Number(every)));
    response.flushHeaders();
    paces.get(every).add(response, renderedEvents(corpus, Number(count)));
  },
  /** One text, and then silence until the client leaves. */
  held: (response) => {
    response.write(Buffer.concat(renderedEvents('venice', 1).slice(0, 2)));
    response.on('close', () => closed.push(process.hrtime.bigint().toString()));
  },
};

const server = createServer((request, response) => {
  const [, mode, ...rest] = request.url.split('/');
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    modes[mode](response, ...rest);
  });
});
server.on('connection', (socket) => {
  sockets += 1;
  socket.on('close', () => (sockets -= 1));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 4096, () => process.send({ port: server.address().port }));

process.on('message', () => {
  process.send({ closed: closed.splice(0), sockets });
});

function pour(response, bytes, from) {
  let at = from;
  let isDrained = true;
  while (at < bytes.length && isDrained) {
    isDrained = response.write(bytes.subarray(at, (at += slice)));
  }
  if (at < bytes.length) response.once('drain', () => pour(response, bytes, at));
  else response.end();
}
