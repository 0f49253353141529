/** Size of one read of the log, in characters. */
export const pageSize = 1024 * 1024;
