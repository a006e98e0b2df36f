import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { isFileName, type FileStore } from "./file-store.js";

/** Keeps files in `<folder>/ab/<sha256>`, the first two digits being a folder of their own. */
export function createLocalFiles(folder: string): FileStore {
  const pathOf = (name: string): string => {
    if (!isFileName(name)) throw new Error(`${name} is no file's name`);
    return join(folder, name.slice(0, 2), name);
  };
  return {
    async keep(name, content) {
      const path = pathOf(name);
      if (await sizeOf(path)) return;
      await mkdir(join(folder, name.slice(0, 2)), { recursive: true, mode: 0o700 });
      // Under its name it is whole or not there, whenever the power goes.
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
