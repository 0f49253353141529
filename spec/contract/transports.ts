import { type ClosableHttpTransport, fetchTransport } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';

/** A transport under test. */
export interface TransportUnderTest {
  readonly name: string;
  readonly create: () => ClosableHttpTransport;
  /** Whether it has a hand on connections while they are being opened, and when they are idle. */
  readonly ownsConnections: boolean;
}

const fetchUnderTest: TransportUnderTest = {
  name: 'fetch',
  create: () => Object.assign(fetchTransport(), { close: () => Promise.resolve() }),
  ownsConnections: false,
};

/** undici, which owns its connections. */
export const undici: TransportUnderTest = { name: 'undici', create: undiciTransport, ownsConnections: true };

/** The transports that keep the contract. */
export const transports = [fetchUnderTest, undici];
