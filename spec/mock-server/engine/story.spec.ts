import { defaultScript, story } from 'venice-rx/mock-server';

import { pieces } from '../../../src/mock-server/engine/pieces.js';
import { replyOfScript } from '../../../src/mock-server/engine/reply-of-script.js';
import type { TextReply } from '../../../src/mock-server/engine/text-reply.js';
import { question, turn } from './question.js';

describe('the default script', () => {
  it('tells a story of a brave knight in at least 170 words', () => {
    expect(story).toMatch(/knight/);
    expect(story.split(/\s+/).length).toBeGreaterThanOrEqual(170);
  });

  it('takes between two and eight seconds and at least fifty fragments', () => {
    const fragments = toPieces(replyOfScript(defaultScript, question()) as TextReply);
    const duration = fragments.reduce((sum, { after }) => sum + after, 0);

    expect(fragments.length).toBeGreaterThanOrEqual(50);
    expect(duration).toBeGreaterThan(2000);
    expect(duration).toBeLessThan(8000);
  });
});

function toPieces(reply: TextReply): ReturnType<typeof pieces> {
  return turn(reply).choices.flatMap((choice) => pieces(choice, reply.timing));
}
