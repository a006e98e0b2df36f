import { parseArgs } from "node:util";
import { StartError } from "../process/index.js";

/**
 * Reads what a program was started with, such as `--demo`.
 * @param names of the flags that there are, without their dashes
 * @returns whether each was given
 * @throws StartError for anything else: a flag that is misspelled must not be passed over
 */
export function readFlags<const Name extends string>(
  names: readonly Name[],
  given: readonly string[] = process.argv.slice(2),
): Record<Name, boolean> {
  const options = Object.fromEntries(names.map((name) => [name, { type: "boolean" as const }]));
  try {
    const { values } = parseArgs({ args: [...given], options, strict: true });
    return Object.fromEntries(names.map((name) => [name, values[name] === true])) as Record<
      Name,
      boolean
    >;
  } catch {
    const known = names.map((name) => `--${name}`).join(", ") || "none";
    throw new StartError(
      `Rally does not know what is meant by ${given.join(" ")}. The flags that there are here: ${known}. ` +
        "Everything else is set by the environment; see the README.",
    );
  }
}
