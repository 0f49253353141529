import { UsageMeter } from '../../../../src/mock-server/engine/limits/usage-meter.js';

describe('UsageMeter', () => {
  it('counts in fixed windows', () => {
    const meter = new UsageMeter(100);
    meter.add('a', 199, { requests: 1, tokens: 5 });
    meter.add('a', 199, { tokens: 2 });

    expect(meter.used('a', 199)).toEqual({ requests: 1, tokens: 7 });
    expect(meter.used('b', 199)).toEqual({ requests: 0, tokens: 0 });
    expect(meter.used('a', 200)).toEqual({ requests: 0, tokens: 0 });
    expect(meter.resetAt(199)).toBe(200);
  });

  it('keeps only the models of the latest window', () => {
    const meter = new UsageMeter(100);
    for (let index = 0; index < 10_000; index++) meter.add(`model ${index}`, index, { requests: 1 });

    expect(meter.size).toBe(100);
    expect(meter.used('model 9900', 9_999)).toEqual({ requests: 1, tokens: 0 });
  });
});
