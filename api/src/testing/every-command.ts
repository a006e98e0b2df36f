import { accountCommands } from "@rally/shared/accounts";
import { banCommands } from "@rally/shared/bans";
import { blockCommands } from "@rally/shared/blocks";
import type { Command } from "@rally/shared/commands";
import { conversationCommands } from "@rally/shared/conversations";
import { friendCommands } from "@rally/shared/friends";
import { memberCommands } from "@rally/shared/members";
import { notificationCommands } from "@rally/shared/notifications";
import { profileCommands } from "@rally/shared/people";
import { presenceCommands } from "@rally/shared/presence";
import { restraintCommands } from "@rally/shared/restraints";

const domains: readonly Record<string, Command>[] = [
  ...[conversationCommands, memberCommands, blockCommands, banCommands, presenceCommands],
  ...[notificationCommands, friendCommands, restraintCommands, profileCommands, accountCommands],
];

/** The names of all commands there are, in order. */
export const everyCommand: readonly string[] = domains
  .flatMap((domain) => Object.values(domain))
  .map(({ name }) => name)
  .sort();
