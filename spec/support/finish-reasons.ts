/** Finish reasons after which an answer may be incomplete, of Venice and other servers, and an unknown one. */
export const doubtfulFinishReasons = [
  'length',
  'LENGTH',
  'max_tokens',
  'content_filter',
  'abort',
  'error',
  'network_error',
  'safety',
  'MALFORMED_FUNCTION_CALL',
  'insufficient_system_resource',
  'some_new_word',
] as const;

/** Finish reasons of complete answers. */
export const goodFinishReasons = [
  'stop',
  'tool_calls',
  'function_call',
  'tool_use',
  'end_turn',
  'STOP',
  'Tool_Calls',
] as const;
