import { UseMeter } from '../../../../src/mock-server/engine/limits/use-meter.js';

describe('UseMeter', () => {
  it('counts by the window of the clock', () => {
    const meter = new UseMeter(100);
    meter.add('a', 199, { requests: 1, tokens: 5 });
    meter.add('a', 199, { tokens: 2 });

    expect(meter.used('a', 199)).toEqual({ requests: 1, tokens: 7 });
    expect(meter.used('b', 199)).toEqual({ requests: 0, tokens: 0 });
    expect(meter.used('a', 200)).toEqual({ requests: 0, tokens: 0 });
    expect(meter.resetAt(199)).toBe(200);
  });

  it('forgets the models of earlier windows, however many there were', () => {
    const meter = new UseMeter(100);
    for (let index = 0; index < 10_000; index++) meter.add(`model ${index}`, index, { requests: 1 });

    expect(meter.size).toBe(100);
    expect(meter.used('model 9900', 9_999)).toEqual({ requests: 1, tokens: 0 });
  });
});
