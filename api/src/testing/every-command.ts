import { accountCommands } from "@rally/shared/accounts";
import { banCommands } from "@rally/shared/bans";
import { blockCommands, friendCommands, ignoreCommands } from "@rally/shared/relationships";
import type { Command } from "@rally/shared/commands";
import { conversationCommands } from "@rally/shared/conversations";
import { memberCommands } from "@rally/shared/members";
import { notificationCommands } from "@rally/shared/notifications";
import { profileCommands } from "@rally/shared/people";
import { presenceCommands } from "@rally/shared/presence";

const domains: readonly Record<string, Command>[] = [
  ...[conversationCommands, memberCommands, blockCommands, banCommands, presenceCommands],
  ...[notificationCommands, friendCommands, ignoreCommands, profileCommands, accountCommands],
];

/** The names of all commands, sorted. */
export const everyCommand: readonly string[] = domains
  .flatMap((domain) => Object.values(domain))
  .map(({ name }) => name)
  .sort();
