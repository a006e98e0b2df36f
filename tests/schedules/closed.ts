/** Whether an error says that a database was closed: a page that ends, ends what it was doing. */
export const isClosed = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === "DatabaseClosedError" ||
    ("inner" in error && error.inner !== error && isClosed(error.inner)));
