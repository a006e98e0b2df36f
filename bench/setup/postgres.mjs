import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

/**
 * The connection settings of the Postgres that a running Rally has started.
 * @returns {Promise<import("pg").ClientConfig>}
 */
export async function postgresOf({ dataDirectory }, database = "rally") {
  const folder = join(dataDirectory, "postgres");
  const password = (await readFile(join(folder, "rally-password"), "utf8")).trim();
  // Lines 4 to 6 of the file: port, folder of the socket, address.
  const [, , , port, socket, address] = (
    await readFile(join(folder, "postmaster.pid"), "utf8")
  ).split("\n");
  return { user: "rally", database, password, port: Number(port), host: address || socket };
}

/** Opens a connection that is closed with the setup. */
export async function openPostgres(setup, rally, database) {
  const client = new pg.Client(await postgresOf(rally, database));
  client.on("error", () => undefined); // its Rally was stopped
  await client.connect();
  setup.ending(() => client.end().catch(() => undefined));
  return client;
}

/** The pid of the Postgres that a running Rally has started. */
export async function postgresPid({ dataDirectory }) {
  return Number.parseInt(await readFile(join(dataDirectory, "postgres", "postmaster.pid"), "utf8"));
}

let made = 0;

/** Creates a fresh database for a peer, in Rally's Postgres. @returns its connection settings */
export async function makePeerDatabase(setup, rally) {
  const name = `peer_${(made += 1)}`;
  const client = await openPostgres(setup, rally, "postgres");
  await client.query(`create database ${name}`);
  await client.end();
  const peer = await openPostgres(setup, rally, name);
  await peer.query(
    "create table updates (number bigint generated always as identity primary key, bytes bytea not null)",
  );
  await peer.end();
  return postgresOf(rally, name);
}

/** Whether a commit is on disk before it is acknowledged. */
export async function commitsToDisk(client) {
  const { rows } = await client.query(
    "select current_setting('fsync') || current_setting('synchronous_commit') as durable",
  );
  return rows[0].durable === "onon";
}
