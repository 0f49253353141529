/** Ends a hang of a browser, in milliseconds. */
export const patience = 60_000;
