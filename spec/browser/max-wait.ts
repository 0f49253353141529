/** Ends a hang of a browser, in milliseconds. */
export const maxWait = 60_000;
