/** Whether an error says that a database was closed, which also ends the page's pending work. */
export const isClosed = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === "DatabaseClosedError" ||
    ("inner" in error && error.inner !== error && isClosed(error.inner)));
