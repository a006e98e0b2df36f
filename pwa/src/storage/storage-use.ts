export interface StorageUse {
  /** In bytes. */
  usage: number;
  quota: number;
  /** Whether the browser promised not to evict it. */
  persisted: boolean;
}

/** The storage that the app uses; undefined if the browser does not support estimates. */
export async function storageUse(): Promise<StorageUse | undefined> {
  if (!navigator.storage?.estimate) return undefined;
  const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { usage, quota, persisted };
}

/** Asks the browser for persistent storage. @returns whether it is granted. */
export async function requestPersistence(): Promise<boolean> {
  // Workers, for which this file is compiled too, have no `persist`.
  const storage: { persisted(): Promise<boolean>; persist?(): Promise<boolean> } | undefined =
    navigator.storage;
  if (!storage?.persist) return false;
  return (await storage.persisted()) || (await storage.persist());
}
