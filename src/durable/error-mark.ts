/** Comment directly before an error in a stream. It distinguishes the error from a value of the run that looks like an error. */
export const errorMark = 'error';
