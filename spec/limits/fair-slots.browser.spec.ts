import { FairSlots } from '../../src/limits/fair-slots.browser.js';

describe('the slots for browsers', () => {
  it('go to the attempt that has waited longest, until all are taken', () => {
    const slots = new FairSlots(2);
    const admitted: string[] = [];
    // The attempts of a queue are their arrival numbers: a lower number has waited longer.
    const createQueue = (name: string, arrivals: number[]) => ({
      get firstOrder(): number | undefined {
        return arrivals[0];
      },
      pump(): void {
        while (arrivals.length > 0) {
          if (slots.isFull) {
            slots.wait({}, this);
            return;
          }
          admitted.push(`${name}${arrivals.shift()}`);
          slots.taken += 1;
        }
      },
    });
    const empty = createQueue('empty', []);
    createQueue('a', [1, 2, 5]).pump();
    createQueue('b', [3, 4]).pump();
    slots.wait({}, empty);

    expect(admitted).toEqual(['a1', 'a2']);
    for (let count = 0; count < 5; count += 1) slots.release();

    expect(admitted).toEqual(['a1', 'a2', 'b3', 'b4', 'a5']);
    expect(slots.taken).toBe(0);
  });

  it('are not offered to a queue that has been removed', () => {
    const slots = new FairSlots(1);
    const queue = { firstOrder: 1, pump: jest.fn() };
    slots.taken = 1;
    slots.wait({}, queue);
    slots.leave({}, queue);
    slots.release();

    expect(queue.pump).not.toHaveBeenCalled();
  });
});
