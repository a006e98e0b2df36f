import { parseArgs } from "node:util";
import { StartError } from "../process/index.js";

/**
 * Parses the command line flags, such as `--demo`.
 * @param names the known flags, without dashes
 * @returns whether each flag was given
 * @throws StartError for an unknown argument, so that a misspelled flag is not ignored
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
