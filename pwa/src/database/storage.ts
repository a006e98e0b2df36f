export interface StorageUse {
  /** Bytes. */
  usage: number;
  quota: number;
  /** Whether the browser promised not to clear it by itself. */
  persisted: boolean;
}

/** How much the app keeps on this device; undefined where the browser does not tell. */
export async function storageUse(): Promise<StorageUse | undefined> {
  if (!navigator.storage?.estimate) return undefined;
  const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { usage, quota, persisted };
}

/** Asks the browser to keep what is stored. @returns whether it will. */
export async function requestPersistence(): Promise<boolean> {
  // Workers, which compile this file too, cannot ask.
  const storage: { persisted(): Promise<boolean>; persist?(): Promise<boolean> } | undefined =
    navigator.storage;
  if (!storage?.persist) return false;
  return (await storage.persisted()) || (await storage.persist());
}
