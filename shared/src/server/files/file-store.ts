import { hash } from "node:crypto";
import type { Readable } from "node:stream";

export interface StoredFile {
  bytes: number;
  read(): Readable;
}

/**
 * Stores files on the local disk, or later in a store shared by several machines. Names are content
 * hashes, so a stored file never changes.
 */
export interface FileStore {
  /** Stores a file durably; an existing one is kept. */
  keep(name: string, content: Uint8Array): Promise<void>;
  /** @returns undefined when no file has this name. */
  open(name: string): Promise<StoredFile | undefined>;
  /** Deletes a file; ignores a missing one. */
  remove(name: string): Promise<void>;
}

/** The name of a file: the SHA-256 of its content, in hex. Its resized versions add `-<size>`. */
export function fileNameOf(content: Uint8Array): string {
  return hash("sha256", content, "hex");
}

export function isFileName(name: string): boolean {
  return /^[0-9a-f]{64}(-[1-9]\d{0,3})?$/.test(name);
}
