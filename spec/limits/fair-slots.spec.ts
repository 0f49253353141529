import { FairSlots } from '../../src/limits/fair-slots.js';
import { Fifo } from '../../src/limits/fifo.js';
import type { SlotQueue } from '../../src/limits/partition-queues.js';

/** Creates a queue that takes a slot for its first attempt, and logs it to `taken`. */
function createQueue(slots: FairSlots, name: string, orders: number[], taken: string[]): SlotQueue {
  return {
    get firstOrder() {
      return orders[0];
    },
    pump: () => {
      taken.push(`${name} ${orders.shift()}`);
      slots.taken += 1;
    },
  };
}

describe('slots', () => {
  it('forget removed partitions, and keep the order of the others', () => {
    const slots = new FairSlots(1);
    slots.taken = 1;
    const taken: string[] = [];
    const pushed = jest.spyOn(Fifo.prototype, 'push');
    const [alice, bob] = [{}, {}];
    slots.wait(alice, createQueue(slots, 'alice', [1], taken));
    for (let order = 2; order < 5000; order += 1) {
      const partition = {};
      const queue = createQueue(slots, 'gone', [order], taken);
      slots.wait(partition, queue);
      slots.leave(partition, queue);
    }
    slots.wait(bob, createQueue(slots, 'bob', [5000], taken));
    const turns = pushed.mock.contexts.at(-1) as unknown as Fifo<unknown>;

    expect(turns.size).toBeLessThan(200);
    slots.release();
    slots.release();
    slots.release();
    expect(taken).toEqual(['alice 1', 'bob 5000']);
    pushed.mockRestore();
  });

  it('go only once per round to a partition that was removed and added again', () => {
    const slots = new FairSlots(1);
    slots.taken = 1;
    const taken: string[] = [];
    const [alice, bob] = [{}, {}];
    const queue = createQueue(slots, 'alice', [1, 3, 4], taken);
    slots.wait(alice, queue);
    slots.leave(alice, queue);
    slots.wait(alice, queue);
    slots.wait(bob, createQueue(slots, 'bob', [2], taken));
    slots.release();
    slots.wait(alice, queue);
    slots.release();
    slots.release();

    expect(taken).toEqual(['alice 1', 'bob 2', 'alice 3']);
  });

  it('skip a removed queue of a partition', () => {
    const slots = new FairSlots(1);
    slots.taken = 1;
    const taken: string[] = [];
    const partition = {};
    const queues = [1, 2, 3].map((order) => createQueue(slots, 'alice', [order], taken));
    for (const queue of queues) slots.wait(partition, queue);
    for (const queue of queues.slice(1, 2)) slots.leave(partition, queue);
    slots.release();
    slots.release();

    expect(taken).toEqual(['alice 1', 'alice 3']);
  });
});
