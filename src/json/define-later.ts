/** Name of the method that returns the value to print instead of an object, in Node. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

/** Defines a property with `read` as its getter. Node then prints the value, and not `[Getter]`. */
export function defineLater(target: object, key: string, read: () => unknown): void {
  Object.defineProperty(target, key, { get: read, enumerable: true, configurable: true });
  Object.defineProperty(target, inspect, { value: withValues, configurable: true });
}

function withValues(this: object): object {
  return { ...this };
}
