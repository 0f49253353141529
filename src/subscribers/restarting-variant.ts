/** Variants of operators that retry, and of Observables whose last operator retries. */
const variants = new WeakMap<object, () => object>();

/**
 * Sets a variant of an operator or an Observable that also retries after the first output. Operators that emit nothing before the
 * end of an answer, such as `toCompletion`, use it, since no subscriber has seen the output of the failed attempt.
 */
export function setRestartingVariant<T extends object>(value: T, createVariant: () => T): void {
  variants.set(value, createVariant);
}

/** Returns the variant that {@link setRestartingVariant} has set; `value` itself if there is none. */
export function getRestartingVariant<T extends object>(value: T): T {
  return (variants.get(value) as (() => T) | undefined)?.() ?? value;
}
