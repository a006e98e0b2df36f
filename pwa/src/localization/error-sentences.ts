import { msg } from "@lit/localize";
import type { ErrorCode, FieldCode } from "@rally/shared/errors";

/**
 * The text shown for a refused or failed request; `code` is the server's, or `network`. The server
 * doesn't say which side blocked the other: `isBlocker` is set if the device knows it was the user.
 */
export function errorSentence(code: string, { isBlocker = false } = {}): string {
  const sentences: Partial<Record<ErrorCode | "network", () => string>> = {
    network: () => msg("Can't reach the server. Check your connection and try again."),
    invalid_input: () => msg("Something doesn't look right. Check what you entered and try again."),
    unauthenticated: () => msg("Your session has ended. Sign in again."),
    session_ended: () => msg("Your session has ended. Sign in again."),
    wrong_credentials: () => msg("Wrong username or password."),
    second_factor_required: () => msg("Enter your code to finish signing in."),
    challenge_expired: () => msg("This sign-in has expired. Start over."),
    confirmation_required: () => msg("Confirm it's you first."),
    provider_denied: () =>
      msg("You canceled on the other site, so nothing changed. You can try again anytime."),
    provider_failed: () => msg("The other site couldn't confirm it's you. Try again."),
    profile_incomplete: () =>
      msg(
        "The other site didn't share enough to create your account. Create one with a password instead.",
      ),
    account_exists: () =>
      msg(
        "You already have an account with this email address. Sign in to it, then link the other one in Settings.",
      ),
    identity_taken: () => msg("That account is linked to someone else here. Use a different one."),
    already_linked: () => msg("You've already linked an account from that site. Unlink it first."),
    last_way_in: () => msg("This is your only way to sign in. Set a password first."),
    already_on: () => msg("That's already set up. Reload to see it."),
    passkey_refused: () =>
      msg("That passkey didn't work. Try again, or use another way to sign in."),
    setup_refused: () =>
      msg("This setup link is no longer valid. Restart the server to get a new one."),
    link_refused: () => msg("This link has expired or was already used. Ask for a new one."),
    last_admin: () =>
      msg("You're the only administrator. Make someone else an administrator first."),
    too_many_attempts: () => msg("Too many attempts. Wait a few minutes and try again."),
    forbidden: () => msg("You don't have permission to do that."),
    not_a_member: () => msg("You're not in this chat. Ask a member to add you."),
    not_the_author: () => msg("You can only change your own messages."),
    banned: () =>
      msg(
        "Your account or your network is banned from this server. Contact an administrator if you think that's a mistake.",
      ),
    blocked: () =>
      isBlocker
        ? msg("You blocked this person. Unblock them first.")
        : msg("You can't contact this person."),
    banned_here: () => msg("You're banned from this chat. Ask one of its moderators."),
    muted: () => msg("A moderator has muted you here. You can write again later."),
    slow_mode: () => msg("Slow mode is on. It'll be sent when your turn comes."),
    range_too_wide: () => msg("That covers too many addresses. Choose a smaller range."),
    already_reported: () => msg("You've already reported this. Someone will take a look."),
    too_many_bans: () => msg("There are too many bans. Lift one first."),
    cannot_add: () =>
      msg("Some of these people can't be in a chat together. Remove someone and try again."),
    asked_too_often: () => msg("You've already asked them a few times. Try again in a week."),
    not_found: () => msg("This isn't available anymore."),
    not_a_picture: () => msg("Couldn't open this picture. Try a JPEG, PNG or WebP file."),
    taken: () => msg("That's already taken. Try something else."),
    id_conflict: () =>
      msg("This was already sent with different text. Discard it and write it again."),
    message_deleted: () => msg("This message was deleted."),
    not_editable: () => msg("Only text can be edited."),
    not_forwardable: () => msg("This message can't be forwarded."),
    poll_closed: () => msg("This poll is closed."),
    too_many_emoji: () => msg("This server has as many emoji as it can. Remove one first."),
    too_many_packs: () => msg("This server has as many sticker packs as it can. Remove one first."),
    too_many_stickers: () => msg("This pack is full. Remove a sticker, or start another pack."),
    too_many_invites: () => msg("This chat already has 50 invite links. Revoke one first."),
    too_many_reactions: () => msg("This message already has 20 different reactions."),
    too_many_pins: () => msg("This chat already has 100 pinned messages. Unpin one first."),
    too_large: () => msg("That's too large to send. Make it smaller and try again."),
    rate_limited: () => msg("You're going a little fast. Wait a moment and try again."),
    unavailable: () => msg("The server is busy. Try again in a moment."),
  };
  return (
    sentences[code as ErrorCode | "network"]?.() ??
    msg("Something went wrong on the server. Try again in a moment.")
  );
}

/** The error text of one field in an account form. */
export function fieldSentence(field: string, code: string): string {
  const sentences: Record<string, Partial<Record<FieldCode, () => string>>> = {
    username: {
      required: () => msg("Choose a username."),
      too_short: () => msg("Use at least 3 characters."),
      too_long: () => msg("Use 24 characters or fewer."),
      format: () => msg("Use only lowercase letters, digits and _."),
      taken: () => msg("This username is taken. Try another one."),
    },
    email: {
      required: () => msg("Enter your email address."),
      format: () => msg("Enter a valid email address, like name@example.com."),
      too_long: () => msg("This email address is too long. Use another one."),
      taken: () => msg("Another account already uses this email address. Use a different one."),
    },
    login: {
      required: () => msg("Enter your username or email address."),
      too_short: () => msg("Enter your username or email address."),
    },
    password: {
      required: () => msg("Enter a password."),
      too_short: () => msg("Use at least 8 characters."),
      too_long: () => msg("Use 256 characters or fewer."),
      guessable: () =>
        msg("That's easy to guess. Choose a less common one that isn't just a name."),
      wrong: () => msg("Wrong password. Try again."),
    },
    current: {
      required: () => msg("Enter a password."),
      wrong: () => msg("Wrong password. Try again."),
    },
    next: {
      required: () => msg("Enter a password."),
      too_short: () => msg("Use at least 8 characters."),
      too_long: () => msg("Use 256 characters or fewer."),
      guessable: () =>
        msg("That's easy to guess. Choose a less common one that isn't just a name."),
    },
    code: {
      required: () => msg("Enter the code."),
      wrong: () => msg("That code is wrong or was already used. Try a new one."),
    },
    address: {
      required: () => msg("Enter an address or a range."),
      format: () => msg("Enter an IP address or a range that doesn't include your own."),
      too_short: () => msg("Enter an IP address or a range that doesn't include your own."),
    },
    reason: {
      required: () => msg("Say in a few words what's wrong."),
    },
    name: {
      required: () => msg("Enter a name."),
      too_short: () => msg("Use at least 2 characters."),
      format: () => msg("Use only lowercase letters, digits and _."),
      taken: () => msg("There's already an emoji with this name. Choose another one."),
    },
    picture: {
      required: () => msg("Choose a picture."),
    },
    title: {
      required: () => msg("Enter a name."),
      taken: () => msg("There's already a pack with this name. Choose another one."),
    },
    label: {
      required: () => msg("Say in a few words what the sticker shows."),
      taken: () => msg("This pack already has a sticker with this description."),
    },
  };
  return (
    sentences[field]?.[code as FieldCode]?.() ?? msg("This isn't valid. Check it and try again.")
  );
}
