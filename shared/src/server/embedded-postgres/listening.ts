import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";

/**
 * Where Postgres listens: a socket in its data folder, or a port of 127.0.0.1 when the path would
 * be too long.
 */
export type Listening =
  { kind: "socket"; folder: string; port: number } | { kind: "tcp"; port: number };

/** The kernel limits a socket path to 107 characters on Linux and 103 on macOS. */
const longestSocketPath = 100;

/**
 * Chooses where Postgres listens. The socket is in the cluster folder, which only its owner and
 * root can enter.
 */
export async function chooseListening(cluster: string): Promise<Listening> {
  const socket = join(cluster, ".s.PGSQL.5432");
  if (process.platform !== "win32" && Buffer.byteLength(socket) <= longestSocketPath) {
    return { kind: "socket", folder: cluster, port: 5432 };
  }
  return { kind: "tcp", port: await freePort() };
}

/** The matching Postgres settings. */
export function listeningSettings(listening: Listening): Record<string, string> {
  return listening.kind === "socket"
    ? {
        listen_addresses: "",
        unix_socket_directories: listening.folder,
        unix_socket_permissions: "0700",
        port: String(listening.port),
      }
    : { listen_addresses: "127.0.0.1", unix_socket_directories: "", port: String(listening.port) };
}

/** The URL of a database for `pg`. */
export function databaseUrl(listening: Listening, password: string, database: string): string {
  return listening.kind === "socket"
    ? `postgres://rally:${password}@localhost:${listening.port}/${database}?host=${encodeURIComponent(listening.folder)}`
    : `postgres://rally:${password}@127.0.0.1:${listening.port}/${database}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) =>
    server.once("error", reject).listen(0, "127.0.0.1", resolve),
  );
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
