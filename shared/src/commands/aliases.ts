/** A former name of a command, and what its answers called fields that have another name now. */
interface CommandAlias {
  /** The command's name now. */
  readonly name: string;
  /** Fields of its answer: the name now, and the former one. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Commands that were renamed, by their former name: installed apps and bots still send it, and
 * devices and the server have stored it. An entry is never removed.
 */
export const commandAliases: Readonly<Record<string, CommandAlias>> = {
  "user.restrain": { name: "user.ignore", fields: { ignored: "restrained" } },
  "user.unrestrain": { name: "user.unignore", fields: { ignored: "restrained" } },
};

const aliases = new Map(Object.entries(commandAliases));
const formerNames = new Map([...aliases].map(([former, { name }]) => [name, former]));

/** The name that a command has now. */
export function currentName(name: string): string {
  return aliases.get(name)?.name ?? name;
}

/**
 * The name that a command was made under first. Stored hashes are of this name, so that a command
 * sent under both of its names takes effect once [S2].
 */
export function originalName(name: string): string {
  return formerNames.get(name) ?? name;
}

/**
 * An answer with its fields under the names that a client of `sentAs` reads. An answer stored by an
 * older server has the former names.
 */
export function answerAs(sentAs: string, answer: unknown): unknown {
  const { fields } = aliases.get(originalName(currentName(sentAs))) ?? {};
  if (!fields || typeof answer !== "object" || answer === null) return answer;
  const renamed: Record<string, unknown> = { ...answer };
  for (const [now, former] of Object.entries(fields)) {
    const value = renamed[now] ?? renamed[former];
    delete renamed[former];
    renamed[now] = value;
    if (aliases.has(sentAs)) renamed[former] = value;
  }
  return renamed;
}
