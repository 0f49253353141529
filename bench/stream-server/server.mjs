// A server in its own process. Sends rendered streams, and reports to its parent on request when held answers were closed.
import { createServer } from 'node:http';
import { createServer as createListener } from 'node:net';
import { renderAnswer } from './answers.mjs';
import { Pace } from './pace.mjs';
import { renderEvents, renderStream } from './render.mjs';

const slice = 65_536;
const paces = new Map();
/** The times at which held answers were closed, in nanoseconds of the clock that all processes share on Linux. */
const closeTimes = [];
let sockets = 0;
let answers = 0;

const modes = {
  /** As fast as it is read. */
  full: (response, { rest: [corpus, count] }) => pour(response, renderStream(corpus, Number(count)), 0),
  /** An answer of the requested model, with its own id, time and fingerprint. */
  answers: (response, { rest: [count], model }) => {
    pour(response, renderAnswer((answers += 1), Number(count), model), 0);
  },
  /** An event to each stream every `every` milliseconds. */
  paced: (response, { rest: [corpus, count, every] }) => {
    if (!paces.has(every)) paces.set(every, new Pace(Number(every)));
    response.flushHeaders();
    paces.get(every).add(response, renderEvents(corpus, Number(count)));
  },
  /** One text, and then nothing until the client closes the connection. */
  held: (response) => {
    response.write(Buffer.concat(renderEvents('venice', 1).slice(0, 2)));
    response.on('close', () => closeTimes.push(process.hrtime.bigint().toString()));
  },
};

const server = createServer((request, response) => {
  const [, mode, ...rest] = request.url.split('/');
  let body = '';
  request.setEncoding('utf8').on('data', (part) => (body += part));
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    modes[mode](response, { rest, model: JSON.parse(body).model });
  });
});
server.on('connection', (socket) => {
  sockets += 1;
  socket.on('close', () => (sockets -= 1));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 4096, () => process.send({ port: server.address().port }));

const requests = {
  connections: () => process.send({ closed: closeTimes.splice(0), sockets }),
  /** Listens on another port, which a client treats as another server. */
  listen: () => {
    const listener = createListener((socket) => server.emit('connection', socket));
    listener.listen(0, '127.0.0.1', () => process.send({ port: listener.address().port }));
  },
};
process.on('message', (request) => requests[request]());
process.on('disconnect', () => process.exit());

function pour(response, bytes, from) {
  let at = from;
  let isDrained = true;
  while (at < bytes.length && isDrained) {
    isDrained = response.write(bytes.subarray(at, (at += slice)));
  }
  if (at < bytes.length) response.once('drain', () => pour(response, bytes, at));
  else response.end();
}
