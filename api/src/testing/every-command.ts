import { accountCommands } from "@rally/shared/accounts";
import { banCommands } from "@rally/shared/bans";
import { blockCommands, friendCommands, ignoreCommands } from "@rally/shared/relationships";
import { channelCommands } from "@rally/shared/channels";
import type { Command } from "@rally/shared/commands";
import { conversationCommands } from "@rally/shared/conversations";
import { gameCommands } from "@rally/shared/games";
import { inviteCommands } from "@rally/shared/invites";
import { memberCommands } from "@rally/shared/members";
import { notificationCommands } from "@rally/shared/notifications";
import { profileCommands } from "@rally/shared/people";
import { presenceCommands } from "@rally/shared/presence";
import { reportCommands } from "@rally/shared/reports";
import { slashTextCommands } from "@rally/shared/slash-commands";

const domains: readonly Record<string, Command>[] = [
  ...[
    conversationCommands,
    channelCommands,
    inviteCommands,
    memberCommands,
    blockCommands,
    banCommands,
    presenceCommands,
  ],
  ...[notificationCommands, friendCommands, ignoreCommands, profileCommands, accountCommands],
  reportCommands,
  gameCommands,
  slashTextCommands,
];

/** The names of all commands, sorted. */
export const everyCommand: readonly string[] = domains
  .flatMap((domain) => Object.values(domain))
  .map(({ name }) => name)
  .sort();
