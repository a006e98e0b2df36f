import { msg } from "@lit/localize";
import { Observable, type Readable } from "../../observable/index.js";

/** The colours of a court. A canvas does not read design tokens, and a court is the same in both themes. */
export interface PongPalette {
  ground: string;
  /** The lines of the court and the digits of the score. */
  lines: string;
  digits: string;
  ball: string;
  /** The paddles of side 0 and side 1. */
  paddles: readonly [string, string];
  /** Whether the court has the lines of a tennis court, or only a net. */
  court: boolean;
}

const palettes = {
  court: {
    ground: "#12474d",
    lines: "#ffffff3d",
    digits: "#ffffff2e",
    ball: "#dff14b",
    paddles: ["#ffffff", "#ff9d76"],
    court: true,
  },
  classic: {
    ground: "#0a0a0b",
    lines: "#8b8b8f",
    digits: "#c9c9cc",
    ball: "#ffffff",
    paddles: ["#ffffff", "#ffffff"],
    court: false,
  },
  // Blue and orange of Okabe and Ito, which people with any kind of colour blindness tell apart.
  safe: {
    ground: "#101820",
    lines: "#8fa3b3",
    digits: "#ffffff52",
    ball: "#ffffff",
    paddles: ["#56b4e9", "#e69f00"],
    court: false,
  },
} satisfies Record<string, PongPalette>;

export type PaletteName = keyof typeof palettes;
export const paletteNames = Object.keys(palettes) as PaletteName[];

/** Forced colours: the user's own. */
const forced: PongPalette = {
  ground: "Canvas",
  lines: "GrayText",
  digits: "GrayText",
  ball: "CanvasText",
  paddles: ["CanvasText", "Highlight"],
  court: false,
};

export function paletteOf(name: PaletteName): PongPalette {
  return matchMedia("(forced-colors: active)").matches ? forced : palettes[name];
}

export function paletteLabel(name: PaletteName): string {
  const labels: Record<PaletteName, () => string> = {
    court: () => msg("Court"),
    classic: () => msg("Classic"),
    safe: () => msg("Colour-blind safe"),
  };
  return labels[name]();
}

const KEY = "rally.games.pong.palette";
const stored = localStorage.getItem(KEY);
const chosen = new Observable<PaletteName>(
  stored !== null && Object.hasOwn(palettes, stored) ? (stored as PaletteName) : "court",
);
/** The palette chosen on this device. */
export const palette: Readable<PaletteName> = chosen;

export function choosePalette(name: PaletteName): void {
  chosen.set(name);
  localStorage.setItem(KEY, name);
}
