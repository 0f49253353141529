import type { ZodMini } from './zod-mini.js';

const audioFormats = ['wav', 'mp3', 'aiff', 'aac', 'ogg', 'flac', 'm4a', 'pcm16', 'pcm24'] as const;

/** Text part of a message. */
export function textPartSchema(z: ZodMini) {
  return z.looseObject({
    type: z.literal('text'),
    text: z.string().check(z.minLength(1)),
    cache_control: cacheControl(z),
  });
}

/** Content part of a user message. */
export function contentPartSchema(z: ZodMini) {
  const cache_control = cacheControl(z);
  const location = z.object({ url: z.string().check(z.minLength(1)) });
  return z.discriminatedUnion('type', [
    textPartSchema(z),
    z.looseObject({ type: z.literal('image_url'), image_url: location, cache_control }),
    z.looseObject({
      type: z.literal('input_audio'),
      input_audio: z.object({ data: z.string(), format: z.optional(z.enum(audioFormats)) }),
      cache_control,
    }),
    z.looseObject({ type: z.literal('video_url'), video_url: location, cache_control }),
    z.looseObject({
      type: z.literal('file'),
      file: z.object({ file_data: z.string(), filename: z.optional(z.string()) }),
      cache_control,
    }),
  ]);
}

function cacheControl(z: ZodMini) {
  return z.nullish(z.object({ type: z.literal('ephemeral'), ttl: z.optional(z.string()) }));
}
