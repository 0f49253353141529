/**
 * A partially received value: every property may be missing, at every level. Received values have their type, except for
 * strings, which may continue, and the last item of an array, which may be partial itself; an array may be shorter.
 */
export type DeepPartial<T> = T extends string | number | boolean | bigint | symbol | null | undefined
  ? T
  : T extends readonly unknown[]
    ? number extends T['length']
      ? readonly DeepPartial<T[number]>[]
      : { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T extends object
      ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
      : T;
