import { Observable, type Subscriber } from 'rxjs';
import type { NodeRequest } from '../node-messages.js';
import { Refusal } from './refusal.js';

/** Collects a body up to a limit. */
class BodyText {
  #text = '';
  #size = 0;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #limit: number;
  readonly #subscriber: Subscriber<string>;

  constructor(limit: number, subscriber: Subscriber<string>) {
    this.#limit = limit;
    this.#subscriber = subscriber;
  }

  push(bytes: Uint8Array): void {
    this.#size += bytes.byteLength;
    if (this.#size > this.#limit) this.#subscriber.error(tooLarge(this.#limit));
    else this.#decode(bytes);
  }

  end(): void {
    this.#decode();
    this.#subscriber.next(this.#text);
    this.#subscriber.complete();
  }

  #decode(bytes?: Uint8Array): void {
    try {
      this.#text += this.#decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      this.#subscriber.error(new Refusal(400, 'invalid_request_error', 'The body is not UTF-8.'));
    }
  }
}

/**
 * Reads the body of a Node request as a string; fails as soon as it exceeds `limit` bytes. The `error` listener stays, since an `error`
 * event without a listener would end the process.
 */
export function readNodeBody(request: NodeRequest, limit: number): Observable<string> {
  return new Observable((subscriber) => {
    const body = new BodyText(limit, subscriber);
    const onData = (bytes: unknown): void => body.push(bytes as Uint8Array);
    const onEnd = (): void => body.end();
    const onDisconnect = (): void => subscriber.error(disconnected());
    request.on('data', onData);
    request.on('end', onEnd);
    request.on('error', onDisconnect);
    request.on('close', onDisconnect);
    return () => {
      request.off('data', onData);
      request.off('end', onEnd);
      request.off('close', onDisconnect);
    };
  });
}

/** Reads the body of a web request as a string; fails as soon as it exceeds `limit` bytes. */
export function readWebBody(request: Request, limit: number): Observable<string> {
  return new Observable((subscriber) => {
    const body = new BodyText(limit, subscriber);
    const reader = request.body?.getReader();
    if (reader === undefined) {
      body.end();
      return undefined;
    }
    const pull = (): void => {
      if (subscriber.closed) return;
      reader
        .read()
        .then(({ done, value }) => {
          if (done) body.end();
          else body.push(value);
          pull();
        })
        .catch(() => subscriber.error(disconnected()));
    };
    pull();
    return () => void reader.cancel().catch(() => undefined);
  });
}

/** Returns the error with which the guard refuses a body that exceeds the limit. Its code is the status, since Venice has no code for it. */
export function tooLarge(limit: number): Refusal {
  return new Refusal(413, '413', `The body is larger than ${limit} bytes.`);
}

/** Returns the error with which the guard refuses a request whose browser has disconnected. */
export function disconnected(): Refusal {
  return new Refusal(400, 'invalid_request_error', 'The body is incomplete.');
}
