import { defaultScript, story } from 'venice-rx/mock-server';

import { toFragments } from '../../../src/mock-server/engine/to-fragments.js';
import { findReply } from '../../../src/mock-server/engine/find-reply.js';
import type { TextReply } from '../../../src/mock-server/engine/text-reply.js';
import { chatRequest, chatAnswer } from './chat-request.js';

describe('the default script', () => {
  it('tells a story of a brave knight in at least 170 words', () => {
    expect(story).toMatch(/knight/);
    expect(story.split(/\s+/).length).toBeGreaterThanOrEqual(170);
  });

  it('takes between two and eight seconds and at least fifty fragments', () => {
    const fragments = getFragments(findReply(defaultScript, chatRequest()) as TextReply);
    const duration = fragments.reduce((sum, { after }) => sum + after, 0);

    expect(fragments.length).toBeGreaterThanOrEqual(50);
    expect(duration).toBeGreaterThan(2000);
    expect(duration).toBeLessThan(8000);
  });
});

function getFragments(reply: TextReply): ReturnType<typeof toFragments> {
  return chatAnswer(reply).choices.flatMap((choice) => toFragments(choice, reply.timing));
}
