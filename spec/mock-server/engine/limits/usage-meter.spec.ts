import { UsageMeter } from '../../../../src/mock-server/engine/limits/usage-meter.js';

describe('UsageMeter', () => {
  it('counts in windows of a fixed length, which begin at multiples of the length', () => {
    const meter = new UsageMeter(100);
    meter.add('a', 199, { requests: 1, tokens: 5 });
    meter.add('a', 199, { tokens: 2 });

    expect(meter.getUsage('a', 199)).toEqual({ requests: 1, tokens: 7 });
    expect(meter.getUsage('b', 199)).toEqual({ requests: 0, tokens: 0 });
    expect(meter.getUsage('a', 200)).toEqual({ requests: 0, tokens: 0 });
    expect(meter.getReset(199)).toBe(200);
  });

  it('keeps only the models of the latest window', () => {
    const meter = new UsageMeter(100);
    for (let index = 0; index < 10_000; index++) meter.add(`model ${index}`, index, { requests: 1 });

    expect(meter.size).toBe(100);
    expect(meter.getUsage('model 9900', 9_999)).toEqual({ requests: 1, tokens: 0 });
  });
});
