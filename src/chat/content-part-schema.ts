import * as z from 'zod/mini';

const cache_control = z.optional(z.object({ type: z.literal('ephemeral'), ttl: z.optional(z.string()) }));
const place = z.object({ url: z.string().check(z.minLength(1)) });
const soundFormats = ['wav', 'mp3', 'aiff', 'aac', 'ogg', 'flac', 'm4a', 'pcm16', 'pcm24'] as const;

/** Text as a part of a message. */
export const textPartSchema = z.looseObject({
  type: z.literal('text'),
  text: z.string().check(z.minLength(1)),
  cache_control,
});

/** What a user's message may consist of. */
export const contentPartSchema = z.discriminatedUnion('type', [
  textPartSchema,
  z.looseObject({ type: z.literal('image_url'), image_url: place, cache_control }),
  z.looseObject({
    type: z.literal('input_audio'),
    input_audio: z.object({ data: z.string(), format: z.optional(z.enum(soundFormats)) }),
    cache_control,
  }),
  z.looseObject({ type: z.literal('video_url'), video_url: place, cache_control }),
  z.looseObject({
    type: z.literal('file'),
    file: z.object({ file_data: z.string(), filename: z.optional(z.string()) }),
    cache_control,
  }),
]);
