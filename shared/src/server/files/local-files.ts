import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { isFileName, type FileStore } from "./file-store.js";

/** Stores files as `<folder>/ab/<sha256>`, where `ab` are the first two digits. */
export function createLocalFiles(folder: string): FileStore {
  const pathOf = (name: string): string => {
    if (!isFileName(name)) throw new Error(`${name} is not a valid file name`);
    return join(folder, name.slice(0, 2), name);
  };
  return {
    async keep(name, content) {
      const path = pathOf(name);
      if (await sizeOf(path)) return;
      await mkdir(join(folder, name.slice(0, 2)), { recursive: true, mode: 0o700 });
      // The rename is atomic, so that a power failure never leaves a partial file.
      const unfinished = `${path}.${randomUUID()}`;
      const file = await open(unfinished, "wx", 0o600);
      try {
        await file.writeFile(content);
        await file.sync();
        await file.close();
        await rename(unfinished, path);
      } catch (error) {
        await file.close().catch(() => undefined);
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    async open(name) {
      if (!isFileName(name)) return undefined;
      const path = pathOf(name);
      const bytes = await sizeOf(path);
      return bytes === undefined ? undefined : { bytes, read: () => createReadStream(path) };
    },
    async remove(name) {
      await rm(pathOf(name), { force: true });
    },
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
