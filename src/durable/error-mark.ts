/** Comment directly before an error in an event stream: it distinguishes the error from a value of the run that looks like an error. */
export const errorMark = 'error';
