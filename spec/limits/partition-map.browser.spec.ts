import { PartitionMap } from '../../src/limits/partition-map.browser.js';

describe('the partition map for browsers', () => {
  it('keeps a value for each model of each partition', () => {
    const map = new PartitionMap<{ isIdle: boolean; isInUse: boolean }>();
    const get = (partition: string | undefined, model: string) =>
      map.get(partition).models.get(model, () => ({ isIdle: true, isInUse: false }));

    const value = get(undefined, 'model');

    expect(get('', 'model')).toBe(value);
    expect(get('alice', 'model')).not.toBe(value);
    expect(get('', 'other')).not.toBe(value);
    expect([...map.values()]).toHaveLength(3);
    expect(map.get('alice')).toMatchObject({ name: 'alice', waiting: map.waiting });
  });
});
