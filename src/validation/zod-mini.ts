import type * as Zod from 'zod/mini';

/** The module `zod/mini`. Functions receive it as an argument, since it is loaded only when the first request needs it. */
export type ZodMini = Omit<typeof Zod, 'default'>;
