/** What a stream's error frame says when a model is overloaded in the middle of an answer. */
export const overloadedInStream: unknown = {
  message: 'The model is overloaded. Please try again later.',
  type: 'server_error',
  code: 'model_overloaded',
  param: null,
  retry_after: 30,
};
