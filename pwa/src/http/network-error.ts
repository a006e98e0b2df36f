/** No answer came: no network, a server that is down, or one that took too long. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super("The server did not answer", { cause });
    this.name = "NetworkError";
  }
}
