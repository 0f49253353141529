/**
 * Codes of failures that a retry does not fix: an untrusted certificate, a server that does not speak TLS, a request that
 * cannot be sent, a proxy that is invalid or refuses to connect, an unknown or wrong content encoding, or a missing undici.
 */
const lasting =
  /^(CERT_|DEPTH_ZERO|ERR_(CONTENT_CODING|_ERROR_FORMAT|PROXY(?!_(408|425|429|5))|SSL|TLS)|MODULE_NOT_FOUND|SELF_SIGNED|UNABLE_TO|UND_ERR_(DESTROYED|INVALID_ARG|NOT_SUPPORTED|REQ_)|Z_DATA_ERROR)/;

/** Whether a connection that failed with this code would fail again. */
export function isLasting(code = ''): boolean {
  return lasting.test(code);
}
