import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

/**
 * How to reach the Postgres that a running Rally has brought.
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

/** Opens a connection that ends with the stage. */
export async function openPostgres(stage, rally, database) {
  const client = new pg.Client(await postgresOf(rally, database));
  client.on("error", () => undefined); // its Rally was stopped
  await client.connect();
  stage.ending(() => client.end().catch(() => undefined));
  return client;
}

/** The pid of the Postgres that a running Rally has brought. */
export async function postgresPid({ dataDirectory }) {
  return Number.parseInt(await readFile(join(dataDirectory, "postgres", "postmaster.pid"), "utf8"));
}

let made = 0;

/** Makes a fresh database for a peer to write to, beside Rally's in the same Postgres. @returns how to reach it */
export async function makePeerDatabase(stage, rally) {
  const name = `peer_${(made += 1)}`;
  const client = await openPostgres(stage, rally, "postgres");
  await client.query(`create database ${name}`);
  await client.end();
  const peer = await openPostgres(stage, rally, name);
  await peer.query(
    "create table updates (number bigint generated always as identity primary key, bytes bytea not null)",
  );
  await peer.end();
  return postgresOf(rally, name);
}

/** Whether what is committed is on the disk before it is acknowledged. */
export async function commitsToDisk(client) {
  const { rows } = await client.query(
    "select current_setting('fsync') || current_setting('synchronous_commit') as durable",
  );
  return rows[0].durable === "onon";
}
