import { randomBytes } from "node:crypto";
import pg from "pg";

/** A database of one test. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/**
 * Creates an empty database on the shared Postgres, in about 30 ms. Dropping it closes all
 * remaining connections.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `rally_test_${randomBytes(6).toString("hex")}`;
  await inPostgres(`create database ${name}`);
  const url = new URL(postgresOfThisRun());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => inPostgres(`drop database if exists ${name} with (force)`) };
}

async function inPostgres(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresOfThisRun() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function postgresOfThisRun(): string {
  const url = process.env.RALLY_TEST_POSTGRES;
  if (!url)
    throw new Error(
      "No fixture is set: run tests by vitest or playwright, whose global setup starts a Postgres.",
    );
  return url;
}
