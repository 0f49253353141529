/**
 * A partially received value: each property may be missing, at every level; an array may be shorter, and its last item may be partial; a
 * string may be only the beginning of the final one.
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
