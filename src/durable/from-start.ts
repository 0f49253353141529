/**
 * Comment before everything from the beginning of a run. A page that has requested only the rest would get values twice: it learns from
 * the comment that a proxy has removed its `Last-Event-ID`.
 */
export const fromStart = 'from-start';
