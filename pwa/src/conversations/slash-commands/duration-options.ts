import { argumentTypes } from "@rally/shared/slash-commands";
import { unitLabel } from "../../localization/index.js";

/** A duration that the completion offers. */
export interface DurationOption {
  /** As it is typed: "10m". */
  word: string;
  /** What it means: "10 minutes". */
  meaning: string;
}

const USUAL = ["10m", "1h", "6h", "1d", "7d", "30d"];
const UNITS = { m: "minute", h: "hour", d: "day", w: "week" } as const;

/**
 * The usual durations that begin with what is typed; after a number alone that number in each unit.
 * Empty for a word that cannot become a duration.
 */
export function durationsLike(typed: string): DurationOption[] {
  const word = typed.toLowerCase();
  const usual = USUAL.filter((one) => one.startsWith(word));
  const complete = /^[1-9]\d{0,3}$/.test(word) ? Object.keys(UNITS).map((unit) => word + unit) : [];
  const typedWhole = word === "" ? [] : [word];
  return [...new Set([...typedWhole, ...complete, ...usual])].flatMap(optionOf);
}

function optionOf(word: string): DurationOption[] {
  const [, count = "", letter = ""] = /^(\d+)([mhdw])$/.exec(word) ?? [];
  if (argumentTypes.duration.read(word) === undefined || !isUnit(letter)) return [];
  return [{ word, meaning: unitLabel(Number(count), UNITS[letter]) }];
}

function isUnit(letter: string): letter is keyof typeof UNITS {
  return letter in UNITS;
}
