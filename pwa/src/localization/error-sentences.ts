import { msg } from "@lit/localize";
import type { ErrorCode, FieldCode } from "@rally/shared/errors";

/** What a refused or failed request says to a person; `code` is the server's, or `network`. */
export function errorSentence(code: string): string {
  const sentences: Partial<Record<ErrorCode | "network", () => string>> = {
    network: () => msg("The server cannot be reached. Check your connection and try again."),
    invalid_input: () => msg("Something in there is not right."),
    unauthenticated: () => msg("Please sign in again."),
    session_ended: () => msg("Please sign in again."),
    wrong_credentials: () => msg("That name and password do not go together."),
    second_factor_required: () => msg("Enter a code to finish signing in."),
    challenge_expired: () => msg("That took too long, or too many tries. Sign in again."),
    confirmation_required: () => msg("Confirm first that it is you."),
    provider_denied: () => msg("You declined there. Nothing has changed here."),
    provider_failed: () => msg("The other site did not confirm it. Try again."),
    profile_incomplete: () => msg("The other site does not tell an e-mail address to begin with."),
    account_exists: () =>
      msg(
        "There is an account with your e-mail address. Sign in to it, then link the other one in the settings.",
      ),
    identity_taken: () => msg("That account belongs to somebody else here."),
    already_linked: () => msg("Another account of that site is linked. Unlink it first."),
    last_way_in: () => msg("You could not sign in any more. Set a password first."),
    already_on: () => msg("That has been done already."),
    passkey_refused: () => msg("That passkey was not accepted."),
    setup_refused: () =>
      msg("This set-up link is no longer valid. The server prints a new one when it starts."),
    link_refused: () => msg("This link was used already, or is too old. Ask for another one."),
    last_admin: () => msg("You are the only administrator. Name another one first."),
    too_many_attempts: () => msg("Too many attempts. Wait a while and try again."),
    forbidden: () => msg("You may not do that."),
    not_a_member: () => msg("You are not in this conversation."),
    not_the_author: () => msg("Only its author may change a message."),
    banned: () => msg("You are banned from this server."),
    blocked: () => msg("One of you has blocked the other."),
    cannot_add: () => msg("Some of these people can't be in one conversation."),
    asked_too_often: () => msg("You've asked them a few times already. Try again in a week."),
    not_found: () => msg("This isn't available anymore."),
    not_a_picture: () => msg("This picture cannot be read. Try a JPEG, PNG or WebP."),
    taken: () => msg("That is taken already."),
    id_conflict: () => msg("This was sent before with other words."),
    message_deleted: () => msg("That message has been deleted."),
    too_large: () => msg("That is too long to send."),
    rate_limited: () => msg("That was a little fast. Wait a moment and try again."),
    unavailable: () => msg("The server is busy. Try again in a moment."),
  };
  return (
    sentences[code as ErrorCode | "network"]?.() ??
    msg("Something went wrong on the server. Try again.")
  );
}

/** What is wrong with one field of an account's form. */
export function fieldSentence(field: string, code: string): string {
  const sentences: Record<string, Partial<Record<FieldCode, () => string>>> = {
    username: {
      required: () => msg("Choose a user name."),
      too_short: () => msg("At least 3 characters."),
      too_long: () => msg("At most 24 characters."),
      format: () => msg("Small letters, digits and _ only."),
      taken: () => msg("Somebody has this name already."),
    },
    email: {
      required: () => msg("Enter your e-mail address."),
      format: () => msg("This does not look like an e-mail address."),
      too_long: () => msg("This address is too long."),
      taken: () => msg("There is an account with this address already."),
    },
    login: {
      required: () => msg("Enter your user name or e-mail address."),
      too_short: () => msg("Enter your user name or e-mail address."),
    },
    password: {
      required: () => msg("Enter a password."),
      too_short: () => msg("At least 8 characters."),
      too_long: () => msg("At most 256 characters."),
      guessable: () =>
        msg("Easy to guess: choose one that is not in wide use and is more than a name."),
      wrong: () => msg("That is not your password."),
    },
    current: {
      required: () => msg("Enter a password."),
      wrong: () => msg("That is not your password."),
    },
    next: {
      required: () => msg("Enter a password."),
      too_short: () => msg("At least 8 characters."),
      too_long: () => msg("At most 256 characters."),
      guessable: () =>
        msg("Easy to guess: choose one that is not in wide use and is more than a name."),
    },
    code: {
      required: () => msg("Enter a code."),
      wrong: () => msg("That code does not fit, or was used already."),
    },
    name: {
      required: () => msg("Give it a name."),
    },
  };
  return sentences[field]?.[code as FieldCode]?.() ?? msg("This is not right.");
}
