import type * as Zod from 'zod/mini';

/** What schemas are made with. It is handed to them, since the client loads it at the first request. */
export type ZodMini = Omit<typeof Zod, 'default'>;
