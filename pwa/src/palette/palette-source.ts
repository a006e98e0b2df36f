import type { TemplateResult } from "lit";
import type { Device } from "../device/index.js";
import type { OverlayEvent } from "../shortcuts/index.js";

/** What a chosen item may do besides following a link. */
export interface PaletteContext {
  readonly device: Device;
  /** Opens another dialog over the page. */
  open(name: OverlayEvent): void;
}

/** One line of the palette. */
export interface PaletteItem {
  /** Unique among all sources. */
  id: string;
  label: string;
  /** More about it, in smaller type. */
  detail?: string;
  /** An icon or an avatar. */
  picture: () => TemplateResult;
  run: (context: PaletteContext) => unknown;
}

/** A kind of things that the palette finds. */
export interface PaletteSource {
  id: string;
  heading: () => string;
  /** What this device knows that answers `text`, the best first; suggestions for an empty text. */
  find: (text: string, device: Device) => readonly PaletteItem[] | Promise<readonly PaletteItem[]>;
  /**
   * What the server knows besides, asked once the user pauses. Items that `find` returned are
   * dropped. @throws NetworkError, RallyError
   */
  findMore?: (text: string, device: Device) => Promise<readonly PaletteItem[]>;
}
