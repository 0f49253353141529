/**
 * The names of fields in the frames of common servers. The template of a frame may be used for other answers only if it contains no other
 * names: these may come from a user, such as a file name or a URL used as a key.
 */
const wireNames: ReadonlySet<string> = new Set(
  `
  id object created model system_fingerprint service_tier choices usage obfuscation provider request_id x_groq
  index delta message finish_reason native_finish_reason stop_reason matched_stop logprobs seed
  role content reasoning reasoning_content reasoning_details refusal tool_calls tool_call_id function_call function
  name arguments type text format signature summary data audio annotations
  token token_ids prompt_token_ids bytes logprob top_logprobs text_offset
  prompt_tokens completion_tokens total_tokens prompt_tokens_details completion_tokens_details
  cached_tokens cache_creation_input_tokens reasoning_tokens audio_tokens image_tokens text_tokens
  accepted_prediction_tokens rejected_prediction_tokens prompt_cache_hit_tokens prompt_cache_miss_tokens
  queue_time prompt_time completion_time total_time
  content_filter_results content_filter_offsets prompt_filter_results prompt_index filtered severity detected
  hate self_harm sexual violence jailbreak protected_material_code protected_material_text
  check_offset start_offset end_offset
  search_context_size num_search_queries citations search_results title url date last_updated
  usd diem cost input_tokens_cost output_tokens_cost request_cost total_cost
  timings cache_n prompt_n prompt_ms prompt_per_token_ms prompt_per_second
  predicted_n predicted_ms predicted_per_token_ms predicted_per_second
  is_byok cost_details upstream_inference_cost upstream_inference_prompt_cost upstream_inference_completions_cost
  `
    .trim()
    .split(/\s+/),
);

/** Whether the answers of other users may use a template with these field names. */
export function areWireNames(names: Iterable<string>): boolean {
  for (const name of names) if (!wireNames.has(name)) return false;
  return true;
}
