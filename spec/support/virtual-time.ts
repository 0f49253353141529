import { deepStrictEqual } from 'node:assert';
import { TestScheduler } from 'rxjs/testing';

/** Runs a marble test. Errors are compared by all their fields, which Jest's own equality does not do. */
export function inVirtualTime(test: Parameters<TestScheduler['run']>[0]): void {
  new TestScheduler(deepStrictEqual).run(test);
}
