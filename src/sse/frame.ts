/** One event of a stream of server-sent events. */
export interface Frame {
  readonly data: string;
  readonly event?: string | undefined;
}
