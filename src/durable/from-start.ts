/**
 * Comment at the start of a response that has the whole run. If a proxy removes the header `Last-Event-ID`, a page that has requested only
 * the rest receives such a response. The comment tells it so, and it does not emit the values twice.
 */
export const fromStart = 'from-start';
