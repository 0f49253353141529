/** Maximum delay of a timer, in milliseconds: a longer one would fire immediately. */
export const maxTimerDelay = 2 ** 31 - 1;
