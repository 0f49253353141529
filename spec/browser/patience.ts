/** How long a fact in a browser may take to come true, in milliseconds: a busy machine starts pages slowly. */
export const patience = 10_000;
