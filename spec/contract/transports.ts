import { type ClosableHttpTransport, fetchTransport } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';

/** A transport under test. */
export interface TransportUnderTest {
  readonly name: string;
  readonly create: () => ClosableHttpTransport;
  /** Whether it can close connections that are being opened or idle. With `fetch`, only the platform can. */
  readonly ownsConnections: boolean;
}

const fetchUnderTest: TransportUnderTest = {
  name: 'fetch',
  create: () => Object.assign(fetchTransport(), { close: () => Promise.resolve() }),
  ownsConnections: false,
};

export const undici: TransportUnderTest = { name: 'undici', create: undiciTransport, ownsConnections: true };

/** The transports that the contract specs test. */
export const transports = [fetchUnderTest, undici];
