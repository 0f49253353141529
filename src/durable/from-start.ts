/**
 * Comment at the start of a response that begins with the first value of the run. A page that has requested only the later values receives
 * such a response if a proxy removes the header `Last-Event-ID`. The page then fails instead of emitting the values twice.
 */
export const fromStart = 'from-start';
