import { FairPlaces } from '../../src/limits/fair-places.js';
import { Fifo } from '../../src/limits/fifo.js';
import type { PlaceQueue } from '../../src/limits/place-line.js';

/** A queue that takes a place for its first attempt, and notes it. */
function createQueue(places: FairPlaces, name: string, orders: number[], taken: string[]): PlaceQueue {
  return {
    get firstOrder() {
      return orders[0];
    },
    pump: () => {
      taken.push(`${name} ${orders.shift()}`);
      places.taken += 1;
    },
  };
}

describe('places', () => {
  it('forget partitions whose attempts have left, and keep the order of the others', () => {
    const places = new FairPlaces(1);
    places.taken = 1;
    const taken: string[] = [];
    const pushed = jest.spyOn(Fifo.prototype, 'push');
    const [alice, bob] = [{}, {}];
    places.wait(alice, createQueue(places, 'alice', [1], taken));
    for (let order = 2; order < 5000; order += 1) {
      const partition = {};
      const queue = createQueue(places, 'gone', [order], taken);
      places.wait(partition, queue);
      places.leave(partition, queue);
    }
    places.wait(bob, createQueue(places, 'bob', [5000], taken));
    const turns = pushed.mock.contexts.at(-1) as unknown as Fifo<unknown>;

    expect(turns.size).toBeLessThan(200);
    places.release();
    places.release();
    places.release();
    expect(taken).toEqual(['alice 1', 'bob 5000']);
    pushed.mockRestore();
  });

  it('give no further turn to a partition that leaves and comes back', () => {
    const places = new FairPlaces(1);
    places.taken = 1;
    const taken: string[] = [];
    const [alice, bob] = [{}, {}];
    const queue = createQueue(places, 'alice', [1, 3, 4], taken);
    places.wait(alice, queue);
    places.leave(alice, queue);
    places.wait(alice, queue);
    places.wait(bob, createQueue(places, 'bob', [2], taken));
    places.release();
    places.wait(alice, queue);
    places.release();
    places.release();

    expect(taken).toEqual(['alice 1', 'bob 2', 'alice 3']);
  });

  it('take a queue out of those of its partition that wait', () => {
    const places = new FairPlaces(1);
    places.taken = 1;
    const taken: string[] = [];
    const partition = {};
    const queues = [1, 2, 3].map((order) => createQueue(places, 'alice', [order], taken));
    for (const queue of queues) places.wait(partition, queue);
    for (const queue of queues.slice(1, 2)) places.leave(partition, queue);
    places.release();
    places.release();

    expect(taken).toEqual(['alice 1', 'alice 3']);
  });
});
