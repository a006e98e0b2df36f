/** The current name of a renamed command, and the fields of its answer that were renamed too. */
interface CommandAlias {
  /** The current name. */
  readonly name: string;
  /** Renamed fields of its answer: the former name of each, by the current one. */
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

/** The current name of a command. */
export function currentName(name: string): string {
  return aliases.get(name)?.name ?? name;
}

/**
 * The first name of a command. Hashes are computed with it, so that a command that is sent under
 * both of its names takes effect once [S2].
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
