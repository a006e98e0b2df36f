import { hash } from "node:crypto";
import type { Readable } from "node:stream";

export interface StoredFile {
  bytes: number;
  read(): Readable;
}

/**
 * Where files are kept: on this machine's disk, or later in a store that several machines share.
 * What is under a name never changes, for the name is what the content hashes to.
 */
export interface FileStore {
  /** Keeps a file; it is safe once this resolves. One that is there already stays. */
  keep(name: string, content: Uint8Array): Promise<void>;
  /** @returns undefined where there is none of this name. */
  open(name: string): Promise<StoredFile | undefined>;
  /** Removes a file; one that is not there is none. */
  remove(name: string): Promise<void>;
}

/** The name of a file: what it hashes to (SHA-256), in hex. Its renderings add `-<size>`. */
export function fileNameOf(content: Uint8Array): string {
  return hash("sha256", content, "hex");
}

export function isFileName(name: string): boolean {
  return /^[0-9a-f]{64}(-[1-9]\d{0,3})?$/.test(name);
}
