import { lastValueFrom } from 'rxjs';
import { APIConnectionError, TruncatedStreamError } from 'venice-rx';
import { places } from '../places.js';
import { question } from '../question.js';
import { Recording } from '../recording.js';
import { type OpenRoute, levels } from '../route.js';
import { breakCoding, endBody, hangUp, reset } from '../stop.js';

/** An answer is complete, or it fails with an error. */
export function describeEnding(open: OpenRoute): void {
  it.each(levels)('completes a run of the $level whose answer is complete', async ({ run }) => {
    await using route = await open();

    await expect(lastValueFrom(run(route))).resolves.toBeDefined();
    expect(route.body).toMatch(/data: \[DONE\]\n\n$/);
  });

  it.each([
    { how: 'a reset', then: reset },
    { how: 'the end of the connection', then: hangUp },
    { how: 'broken chunked coding', then: breakCoding },
  ])('fails with a TruncatedStreamError after $how in the middle of the body', async ({ then }) => {
    await using route = await open({ stop: { place: places.chunkEnd, then } });
    const recording = new Recording(route.client.chat.completions.create(question));
    await recording.ended();

    expect(recording.values.length).toBeGreaterThan(0);
    expect(recording.error).toBeInstanceOf(TruncatedStreamError);
    expect(recording.error).toHaveProperty('cause', expect.any(APIConnectionError));
  });

  it('fails with a TruncatedStreamError after a clean end of the body without finish_reason', async () => {
    await using route = await open({ stop: { place: places.chunkEnd, then: endBody } });
    const recording = new Recording(route.client.chat.completions.create(question));
    await recording.ended();

    expect(recording.values.length).toBeGreaterThan(0);
    expect(recording.error).toBeInstanceOf(TruncatedStreamError);
    expect(recording.error).not.toHaveProperty('cause');
  });
}
