/** Key of a method: Node's `console.log` prints what it returns, instead of the object. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

/** Defines a property whose value `read` returns at each access, so `read` should cache it. Node prints that value, and not `[Getter]`. */
export function defineLater(target: object, key: string, read: () => unknown): void {
  Object.defineProperty(target, key, { get: read, enumerable: true, configurable: true });
  Object.defineProperty(target, inspect, { value: withValues, configurable: true });
}

function withValues(this: object): object {
  return { ...this };
}
