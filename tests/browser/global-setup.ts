import { startSharedPostgres } from "@rally/shared/server/testing";

/** Playwright runs the returned function at the end. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const fixture = await startSharedPostgres();
  return () => fixture.close();
}
