import { VeniceClient } from 'venice-rx';
import { defaultTimeouts, resolveTimeouts } from '../../src/request/timeouts.js';

describe('the option timeouts', () => {
  it('has defaults, each of which can be replaced separately', () => {
    expect(resolveTimeouts()).toEqual({
      connect: 10_000,
      headers: 120_000,
      firstToken: 300_000,
      idle: 60_000,
      outputIdle: 300_000,
      total: Infinity,
    });
    expect(resolveTimeouts({ idle: 1, total: 2 }, resolveTimeouts({ idle: 3, headers: 4 }))).toEqual({
      ...defaultTimeouts,
      idle: 1,
      total: 2,
      headers: 4,
    });
  });

  it.each([
    [{ idle: 0 }, '`timeouts.idle` must be a positive number of milliseconds or Infinity; received 0'],
    [
      { total: Number.NaN },
      '`timeouts.total` must be a positive number of milliseconds or Infinity; received NaN',
    ],
    [
      { headers: '5' },
      '`timeouts.headers` must be a positive number of milliseconds or Infinity; received a string',
    ],
    [{ body: 5 }, 'unknown option `timeouts.body`; known options: connect, headers'],
  ])('throws a TypeError for %j', (timeouts, message) => {
    expect(() => new VeniceClient({ timeouts: timeouts as object })).toThrow(TypeError);
    expect(() => new VeniceClient({ timeouts: timeouts as object })).toThrow(message);
  });
});
