import { RallyError } from "@rally/shared/errors";
import { restraintCommands as commands } from "@rally/shared/restraints";
import type { Transaction } from "@rally/shared/server/database";
import { inTransaction, type AfterCommit, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { lockPeople, nextUserVersion } from "../people/index.js";

interface RestraintChange {
  user_id: string;
  other_id: string;
  version: number;
  restrained: boolean;
}

/** Restraints: rows and the word to one's own devices; whom they are about never learns of them. */
export function restraintHandlers({ bus }: ApiContext): CommandHandler[] {
  /** @returns the version that one's row about the other has now. */
  const note = async (
    trx: Transaction,
    after: AfterCommit,
    { user, other, restrained }: { user: string; other: string; restrained: boolean | undefined },
  ): Promise<number> => {
    const place = { user_id: user, other_id: other };
    if (restrained === undefined) {
      const held = await trx<RestraintChange>("restraint_changes").where(place).first("version");
      return held?.version ?? 0;
    }
    const version = await nextUserVersion(trx, user);
    await trx<RestraintChange>("restraint_changes")
      .insert({ ...place, version, restrained })
      .onConflict(["user_id", "other_id"])
      .merge();
    after(() => {
      bus.publish("user", { user, version });
    });
    return version;
  };
  return [
    inTransaction(
      commands.restrainUser,
      async ({ userId: user }, { userId: other }, trx, after) => {
        if (user === other) {
          throw new RallyError("invalid_input", "One cannot restrain oneself", {
            fields: { userId: ["format"] },
          });
        }
        await lockPeople(trx, user, [other], { alsoBanned: true });
        const row = { user_id: user, other_id: other };
        const fresh = await trx("restraints")
          .insert(row)
          .onConflict()
          .ignore()
          .returning("user_id");
        const restrained = fresh.length > 0 ? true : undefined;
        const version = await note(trx, after, { user, other, restrained });
        return { userId: other, restrained: true, version };
      },
    ),

    inTransaction(
      commands.unrestrainUser,
      async ({ userId: user }, { userId: other }, trx, after) => {
        await lockPeople(trx, user, [], { alsoBanned: true });
        const gone = await trx("restraints").where({ user_id: user, other_id: other }).delete();
        const restrained = gone > 0 ? false : undefined;
        const version = await note(trx, after, { user, other, restrained });
        return { userId: other, restrained: false, version };
      },
    ),
  ];
}
