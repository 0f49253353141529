import type { ReasoningDetail } from './reasoning-detail.js';
import type { ToolCall } from './tool-call.js';

/** Message of a chat, as sent in a request. */
export type ChatMessage = SystemMessage | DeveloperMessage | UserMessage | AssistantMessage | ToolMessage;

/** Instruction for the behavior of the model. */
export interface SystemMessage {
  /** Marks the variant. */
  readonly role: 'system';
  /** Text of the instruction. */
  readonly content: string | readonly TextPart[];
  /** Name that distinguishes participants with the same role. */
  readonly name?: string | null;
}

/** Equivalent of a system message for reasoning models. */
export interface DeveloperMessage {
  /** Marks the variant. */
  readonly role: 'developer';
  /** Text of the instruction. */
  readonly content: string | readonly TextPart[];
  /** Name that distinguishes participants with the same role. */
  readonly name?: string | null;
}

/** Message of the user. */
export interface UserMessage {
  /** Marks the variant. */
  readonly role: 'user';
  /** Text, or parts that may include images, audio, video and files. */
  readonly content: string | readonly ContentPart[];
  /** Name that distinguishes participants with the same role. */
  readonly name?: string | null;
}

/** Message of the model. Send an answer back unchanged: some models need its extra fields. */
export interface AssistantMessage {
  /** Marks the variant. */
  readonly role: 'assistant';
  /** Text; null or absent in a message with tool calls only. */
  readonly content?: string | readonly TextPart[] | null;
  /** Name that distinguishes participants with the same role. */
  readonly name?: string | null;
  /** Reasoning of the answer. */
  readonly reasoning_content?: string | null;
  /** Reasoning, if the server sent it under this name. An equal `reasoning_content` is removed from the request. */
  readonly reasoning?: string | null;
  /** Structured reasoning of the answer. */
  readonly reasoning_details?: readonly ReasoningDetail[] | null;
  /** Signature of the reasoning, for models that require it in the next request. */
  readonly thought_signature?: string | null;
  /** Tool calls requested by the model. */
  readonly tool_calls?: readonly ToolCall[] | null;
  /** Other fields of an answer; sent back unchanged. */
  readonly [extra: string]: unknown;
}

/** Result of a tool call. */
export interface ToolMessage {
  /** Marks the variant. */
  readonly role: 'tool';
  /** Result as text. */
  readonly content: string;
  /** `id` of the tool call that this result belongs to. */
  readonly tool_call_id: string;
  /** Name of the tool. */
  readonly name?: string | null;
}

/** Encoding of the bytes of an {@link AudioPart}. */
export type AudioFormat = 'aac' | 'aiff' | 'flac' | 'm4a' | 'mp3' | 'ogg' | 'pcm16' | 'pcm24' | 'wav';

/** Part of a user message. */
export type ContentPart = TextPart | ImagePart | AudioPart | VideoPart | FilePart;

/** Marks the end of a prefix of the prompt that the server is to cache, for models with explicit caching. */
export interface CacheControl {
  /** Always this literal. */
  readonly type: 'ephemeral';
  /** Lifetime of the cached prefix, such as `1h`. */
  readonly ttl?: string;
}

/** Text part. */
export interface TextPart {
  /** Marks the variant. */
  readonly type: 'text';
  /** Text; not empty. */
  readonly text: string;
  /** Ends a cached prefix after this part. */
  readonly cache_control?: CacheControl;
}

/** Image: https or data URL, at most 25 MB, at least 64 pixels per side. */
export interface ImagePart {
  /** Marks the variant. */
  readonly type: 'image_url';
  /** URL of the image. */
  readonly image_url: { readonly url: string };
  /** Ends a cached prefix after this part. */
  readonly cache_control?: CacheControl;
}

/** Audio as base64. */
export interface AudioPart {
  /** Marks the variant. */
  readonly type: 'input_audio';
  /** Bytes in base64, and their format. Default of `format`: `wav`. */
  readonly input_audio: { readonly data: string; readonly format?: AudioFormat };
  /** Ends a cached prefix after this part. */
  readonly cache_control?: CacheControl;
}

/** Video: URL, YouTube link or data URL. */
export interface VideoPart {
  /** Marks the variant. */
  readonly type: 'video_url';
  /** URL of the video. */
  readonly video_url: { readonly url: string };
  /** Ends a cached prefix after this part. */
  readonly cache_control?: CacheControl;
}

/** Document that Venice converts to text: data URL or public URL, at most 25 MB. */
export interface FilePart {
  /** Marks the variant. */
  readonly type: 'file';
  /** Document and its file name. */
  readonly file: { readonly file_data: string; readonly filename?: string };
  /** Ends a cached prefix after this part. */
  readonly cache_control?: CacheControl;
}
