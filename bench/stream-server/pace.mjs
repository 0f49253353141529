/** Approximate milliseconds between two groups of streams. */
const tick = 5;

/** Sends one event to each stream every `every` milliseconds. The streams are divided into groups, whose events are spread over this time. */
export class Pace {
  #every;
  #groups;
  #next = 0;
  #timer;

  constructor(every) {
    this.#every = every;
    this.#groups = Array.from({ length: Math.max(1, Math.round(every / tick)) }, () => new Set());
  }

  /** Starts a stream. */
  add(response, events) {
    const group = this.#groups.reduce((smallest, other) => (other.size < smallest.size ? other : smallest));
    const stream = { response, events, at: 0 };
    group.add(stream);
    response.on('close', () => group.delete(stream));
    this.#timer ??= setInterval(() => this.#play(), this.#every / this.#groups.length);
  }

  #play() {
    const group = this.#groups[this.#next];
    this.#next = (this.#next + 1) % this.#groups.length;
    for (const stream of group) {
      stream.response.write(stream.events[stream.at]);
      stream.at += 1;
      if (stream.at < stream.events.length) continue;
      group.delete(stream);
      stream.response.end();
    }
    if (this.#groups.some(({ size }) => size > 0)) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
