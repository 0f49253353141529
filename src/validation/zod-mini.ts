import type * as Zod from 'zod/mini';

/** The part of zod that schemas are built with. Passed as an argument, since the client loads it on the first request. */
export type ZodMini = Omit<typeof Zod, 'default'>;
