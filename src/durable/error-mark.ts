/** Comment directly before the error of a stream, which distinguishes it from a value of the run that looks like one. */
export const errorMark = 'error';
