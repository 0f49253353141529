import { describeAborting } from './obligations/aborting.js';
import { describeClosing } from './obligations/closing.js';
import { describeConnecting } from './obligations/connecting.js';
import { describeEnding } from './obligations/ending.js';
import { describeFailing } from './obligations/failing.js';
import { describeOddPauses, describePausing } from './obligations/pausing.js';
import { describeReaching } from './obligations/reaching.js';
import { describeSubscribing } from './obligations/subscribing.js';
import { describeUnsubscribing } from './obligations/unsubscribing.js';
import { describeWaiting } from './obligations/waiting.js';
import { type OpenRoute, Route } from './route.js';
import { type RunningServer, servers } from './servers.js';
import { transports } from './transports.js';

// The contract of every transport, and of the client with this transport. obligations/ has the specs.
describe.each(transports)('over $name', (transport) => {
  describe('connecting', () => {
    describeConnecting(transport, (options) => Route.open(transport, options));
  });

  describe('failing', () => {
    describeFailing((options) => Route.open(transport, options));
  });

  describe('pausing', () => describePausing(transport));

  describe.each(servers)('from $name', (server) => {
    let running: RunningServer;
    beforeAll(async () => {
      running = await server.start();
    });
    afterAll(() => running.close());
    const open: OpenRoute = (options) =>
      Route.open(transport, { server: running.port, path: server.path, ...options });

    describe('subscribing', () => describeSubscribing(open));
    describe('reaching', () => describeReaching(open));
    describe('unsubscribing', () => describeUnsubscribing(open));
    describe('ending', () => describeEnding(open));
    describe('waiting', () => describeWaiting(open));
    describe('pausing', () => describeOddPauses(open));
    describe('aborting', () => describeAborting(open));
    describe('closing', () => describeClosing(open));
  });
});
