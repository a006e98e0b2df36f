import { msg } from "@lit/localize";
import { type ComputerLevel, type GameId } from "@rally/shared/games";
import type { TemplateResult } from "lit";
import { connectFourPreview } from "./connect-four/connect-four-preview.js";
import { pongPreview } from "./pong/pong-preview.js";
import type { SettingField } from "./setting-fields.js";

/** What the lobby and the other pages show of a game. */
export interface GameEntry {
  name: () => string;
  hint: () => string;
  preview: () => TemplateResult;
  /** The settings of its schema that players choose. */
  fields: readonly SettingField[];
}

const points = [3, 5, 7, 11, 21].map((value) => ({ value, label: () => String(value) }));

/** Every game, in the order of the lobby. */
export const gameEntries: Readonly<Record<GameId, GameEntry>> = {
  pong: {
    name: () => msg("Pong"),
    hint: () => msg("Two paddles, one ball. Keyboard, touch or gamepad."),
    preview: pongPreview,
    fields: [
      { name: "pointsToWin", label: () => msg("Points to win"), initial: 7, options: points },
      {
        ...{ name: "ballSpeed", label: () => msg("Ball speed"), initial: "normal" },
        options: [
          { value: "slow", label: () => msg("Slow") },
          { value: "normal", label: () => msg("Normal") },
          { value: "fast", label: () => msg("Fast") },
        ],
      },
      {
        ...{ name: "paddleSize", label: () => msg("Paddle size"), initial: "medium" },
        options: [
          { value: "small", label: () => msg("Small") },
          { value: "medium", label: () => msg("Regular") },
          { value: "large", label: () => msg("Large") },
        ],
      },
      { name: "speedUp", label: () => msg("The ball gets faster"), initial: true },
      { name: "powerUps", label: () => msg("Power-ups"), initial: false },
    ],
  },
  "connect-four": {
    name: () => msg("Connect Four"),
    hint: () => msg("Drop discs. Four in a row wins."),
    preview: connectFourPreview,
    fields: [],
  },
};

export function levelLabel(level: ComputerLevel): string {
  const labels: Record<ComputerLevel, () => string> = {
    easy: () => msg("Easy"),
    medium: () => msg("Medium"),
    hard: () => msg("Hard"),
  };
  return labels[level]();
}
