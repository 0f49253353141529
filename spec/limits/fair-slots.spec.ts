import { FairSlots } from '../../src/limits/fair-slots.js';
import { Fifo } from '../../src/limits/fifo.js';
import type { SlotQueue } from '../../src/limits/partition-queues.js';

/**
 * Creates a queue of attempts, which are their arrival numbers: a lower number has waited longer. `pump` takes a slot for the first
 * attempt, and adds the attempt to `admitted`.
 */
function createQueue(slots: FairSlots, name: string, arrivals: number[], admitted: string[]): SlotQueue {
  return {
    get firstOrder() {
      return arrivals[0];
    },
    pump: () => {
      admitted.push(`${name} ${arrivals.shift()}`);
      slots.taken += 1;
    },
  };
}

describe('slots', () => {
  it('forget removed partitions, and keep the order of the others', () => {
    const slots = new FairSlots(1);
    slots.taken = 1;
    const admitted: string[] = [];
    const push = jest.spyOn(Fifo.prototype, 'push');
    const [alice, bob] = [{}, {}];
    slots.wait(alice, createQueue(slots, 'alice', [1], admitted));
    for (let order = 2; order < 5000; order += 1) {
      const partition = {};
      const queue = createQueue(slots, 'gone', [order], admitted);
      slots.wait(partition, queue);
      slots.leave(partition, queue);
    }
    slots.wait(bob, createQueue(slots, 'bob', [5000], admitted));
    // The list of turns is private: the spy finds it as the object of the last call of `push`.
    const turns = push.mock.contexts.at(-1) as unknown as Fifo<unknown>;

    expect(turns.size).toBeLessThan(200);
    slots.release();
    slots.release();
    slots.release();
    expect(admitted).toEqual(['alice 1', 'bob 5000']);
    push.mockRestore();
  });

  it('go only once per round to a partition that was removed and added again', () => {
    const slots = new FairSlots(1);
    slots.taken = 1;
    const admitted: string[] = [];
    const [alice, bob] = [{}, {}];
    const queue = createQueue(slots, 'alice', [1, 3, 4], admitted);
    slots.wait(alice, queue);
    slots.leave(alice, queue);
    slots.wait(alice, queue);
    slots.wait(bob, createQueue(slots, 'bob', [2], admitted));
    slots.release();
    slots.wait(alice, queue);
    slots.release();
    slots.release();

    expect(admitted).toEqual(['alice 1', 'bob 2', 'alice 3']);
  });

  it('skip a removed queue of a partition', () => {
    const slots = new FairSlots(1);
    slots.taken = 1;
    const admitted: string[] = [];
    const partition = {};
    const queues = [1, 2, 3].map((order) => createQueue(slots, 'alice', [order], admitted));
    for (const queue of queues) slots.wait(partition, queue);
    for (const queue of queues.slice(1, 2)) slots.leave(partition, queue);
    slots.release();
    slots.release();

    expect(admitted).toEqual(['alice 1', 'alice 3']);
  });
});
