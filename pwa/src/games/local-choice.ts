import { computerLevels, type ComputerLevel, type GameId } from "@rally/shared/games";
import type { GameSettings } from "./setting-fields.js";

/** What the user has chosen last for matches of one game on this device. */
export interface LocalChoice {
  level: ComputerLevel;
  settings: GameSettings;
}

const keyOf = (game: GameId): string => `rally.games.${game}`;

/** The settings are checked by the rules of the game, when a match starts. */
export function readChoice(game: GameId): LocalChoice {
  const stored = parse(localStorage.getItem(keyOf(game)));
  const level = computerLevels.find((one) => one === stored["level"]) ?? "easy";
  const { settings } = stored;
  const isObject = typeof settings === "object" && settings !== null;
  return { level, settings: isObject ? (settings as GameSettings) : {} };
}

export function storeChoice(game: GameId, choice: LocalChoice): void {
  localStorage.setItem(keyOf(game), JSON.stringify(choice));
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // not written by Rally
  }
}
