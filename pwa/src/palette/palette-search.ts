import { RallyError } from "@rally/shared/errors";
import type { Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import type { PaletteItem, PaletteSource } from "./palette-source.js";

/** The items of one source that answer what was typed. */
export interface PaletteGroup {
  source: PaletteSource;
  items: readonly PaletteItem[];
}

/** What this device knows that answers `text`, by source; sources without an item are left out. */
export async function searchDevice(
  sources: readonly PaletteSource[],
  text: string,
  device: Device,
): Promise<PaletteGroup[]> {
  const groups = await Promise.all(
    sources.map(async (source) => ({ source, items: await source.find(text, device) })),
  );
  return groups.filter(({ items }) => items.length > 0);
}

/**
 * Adds what the server finds to `groups`: after the items that are there, so that none of them
 * moves within its group.
 * @returns the groups, and whether a source could not reach the server.
 */
export async function searchServer(
  sources: readonly PaletteSource[],
  text: string,
  device: Device,
  groups: readonly PaletteGroup[],
): Promise<{ groups: PaletteGroup[]; isOffline: boolean }> {
  let isOffline = false;
  const more = async ({ findMore }: PaletteSource): Promise<readonly PaletteItem[]> => {
    try {
      return (await findMore?.(text, device)) ?? [];
    } catch (error) {
      if (error instanceof NetworkError) isOffline = true;
      else if (!(error instanceof RallyError)) throw error;
      return [];
    }
  };
  const all = await Promise.all(
    sources.map(async (source) => {
      const here = groups.find((group) => group.source === source)?.items ?? [];
      const known = new Set(here.map(({ id }) => id));
      const others = (await more(source)).filter(({ id }) => !known.has(id));
      return { source, items: [...here, ...others] };
    }),
  );
  return { groups: all.filter(({ items }) => items.length > 0), isOffline };
}
