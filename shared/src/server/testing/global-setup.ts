import { startSharedPostgres, type SharedPostgres } from "./shared-postgres.js";

let fixture: SharedPostgres | undefined;

/** For vitest. */
export async function setup(): Promise<void> {
  fixture = await startSharedPostgres();
}

export async function teardown(): Promise<void> {
  await fixture?.close();
}
