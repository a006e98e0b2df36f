import { startSharedPostgres } from "@rally/shared/server/testing";
import { build } from "vite";
import { configFile } from "./steps/gallery.js";

/** Playwright runs the returned function at the end. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const fixture = await startSharedPostgres();
  // Not a test that others depend on: they would all wait for the slowest test of the other projects.
  await build({ configFile, logLevel: "error" });
  return () => fixture.close();
}
