/** Error inside a stream of a model that is overloaded in the middle of an answer. */
export const overloadedInStream: unknown = {
  message: 'The model is overloaded. Please try again later.',
  type: 'server_error',
  code: 'model_overloaded',
  param: null,
  retry_after: 30,
};
