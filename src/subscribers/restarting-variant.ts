/** By an operator that retries, or by an Observable with such an operator last: the same for readers of whole answers. */
const forms = new WeakMap<object, () => object>();

/** Declares the form of `value` for readers that emit nothing before the end, so that an answer may be restarted. */
export function setRestartingVariant<T extends object>(value: T, form: () => T): void {
  forms.set(value, form);
}

/** Returns the form of `value` for readers of whole answers; `value` itself if it has none. */
export function getRestartingVariant<T extends object>(value: T): T {
  return (forms.get(value) as (() => T) | undefined)?.() ?? value;
}
