import type { ReasoningDetail } from './reasoning-detail.js';
import type { ToolCall } from './tool-call.js';

/** One message of a chat, as it is sent. */
export type ChatMessage = SystemMessage | DeveloperMessage | UserMessage | AssistantMessage | ToolMessage;

/** How the model is to behave. */
export interface SystemMessage {
  /** Marks the variant. */
  readonly role: 'system';
  /** The instruction. */
  readonly content: string | readonly TextPart[];
  /** Tells speakers of one role apart. */
  readonly name?: string | null;
}

/** What `system` says, for models that reason. */
export interface DeveloperMessage {
  /** Marks the variant. */
  readonly role: 'developer';
  /** The instruction. */
  readonly content: string | readonly TextPart[];
  /** Tells speakers of one role apart. */
  readonly name?: string | null;
}

/** What the user says. */
export interface UserMessage {
  /** Marks the variant. */
  readonly role: 'user';
  /** Text, or parts that may also hold images, audio, video and files. */
  readonly content: string | readonly ContentPart[];
  /** Tells speakers of one role apart. */
  readonly name?: string | null;
}

/** What the model has said. Send an answer back as it came: its extra fields matter to some models. */
export interface AssistantMessage {
  /** Marks the variant. */
  readonly role: 'assistant';
  /** The text; null or absent in a message of tool calls only. */
  readonly content?: string | readonly TextPart[] | null;
  /** Tells speakers of one role apart. */
  readonly name?: string | null;
  /** The reasoning that came with the answer. */
  readonly reasoning_content?: string | null;
  /** Structured reasoning that came with the answer. */
  readonly reasoning_details?: readonly ReasoningDetail[] | null;
  /** Signature of the reasoning, for models that want it back. */
  readonly thought_signature?: string | null;
  /** Calls that the model made. */
  readonly tool_calls?: readonly ToolCall[] | null;
  /** Fields of an answer that go back unchanged. */
  readonly [extra: string]: unknown;
}

/** What a tool returned. */
export interface ToolMessage {
  /** Marks the variant. */
  readonly role: 'tool';
  /** The result, as text. */
  readonly content: string;
  /** `id` of the call that this answers. */
  readonly tool_call_id: string;
  /** Name of the tool. */
  readonly name?: string | null;
}

/** How the bytes of an {@link AudioPart} are coded. */
export type AudioFormat = 'aac' | 'aiff' | 'flac' | 'm4a' | 'mp3' | 'ogg' | 'pcm16' | 'pcm24' | 'wav';

/** A part of a user message. */
export type ContentPart = TextPart | ImagePart | AudioPart | VideoPart | FilePart;

/** Marks a prefix for the prompt cache of models that want to be told. */
export interface CacheControl {
  /** The only kind there is. */
  readonly type: 'ephemeral';
  /** How long to keep it, such as `1h`. */
  readonly ttl?: string;
}

/** Text. */
export interface TextPart {
  /** Marks the variant. */
  readonly type: 'text';
  /** The text; not empty. */
  readonly text: string;
  /** Ends a cached prefix here. */
  readonly cache_control?: CacheControl;
}

/** An image: https or data URL, at most 25 MB, at least 64 pixels a side. */
export interface ImagePart {
  /** Marks the variant. */
  readonly type: 'image_url';
  /** Where the image is. */
  readonly image_url: { readonly url: string };
  /** Ends a cached prefix here. */
  readonly cache_control?: CacheControl;
}

/** Sound, as base64. */
export interface AudioPart {
  /** Marks the variant. */
  readonly type: 'input_audio';
  /** The bytes in base64, and their format. Default: `wav`. */
  readonly input_audio: { readonly data: string; readonly format?: AudioFormat };
  /** Ends a cached prefix here. */
  readonly cache_control?: CacheControl;
}

/** A video: URL, link to YouTube, or data URL. */
export interface VideoPart {
  /** Marks the variant. */
  readonly type: 'video_url';
  /** Where the video is. */
  readonly video_url: { readonly url: string };
  /** Ends a cached prefix here. */
  readonly cache_control?: CacheControl;
}

/** A document, which Venice turns into text: data URL or public URL, at most 25 MB. */
export interface FilePart {
  /** Marks the variant. */
  readonly type: 'file';
  /** The document and its name. */
  readonly file: { readonly file_data: string; readonly filename?: string };
  /** Ends a cached prefix here. */
  readonly cache_control?: CacheControl;
}
