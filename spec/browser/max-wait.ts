/** Milliseconds after which a step in a browser counts as hanging. */
export const maxWait = 60_000;
