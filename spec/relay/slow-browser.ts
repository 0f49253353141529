import { type Socket, connect } from 'node:net';
import { type Subscription, interval } from 'rxjs';
import { Changes } from '../contract/changes.js';

/** A browser that requests a chat from a relay, and reads 1,000 bytes of the answer per second. */
export class SlowBrowser extends Changes implements Disposable {
  /** Number of bytes that the browser has read. */
  read = 0;
  private readonly socket: Socket;
  private readonly reading: Subscription;

  constructor(port: number) {
    super();
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('error', () => undefined).on('readable', () => undefined);
    const body = JSON.stringify({
      model: 'default',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
    });
    this.socket.write(
      `POST /api/chat/completions HTTP/1.1\r\nhost: relay\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    this.reading = interval(100).subscribe(() => {
      this.read += (this.socket.read(100) as Buffer | null)?.length ?? 0;
      this.notify();
    });
  }

  [Symbol.dispose](): void {
    this.reading.unsubscribe();
    this.socket.destroy();
  }
}
