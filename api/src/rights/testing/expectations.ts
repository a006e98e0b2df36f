import type { ActorName } from "./actors.js";

/**
 * The expected results, written by hand: a row per operation, a column per actor. A word is an
 * error code or a close code. Unauthenticated callers are not listed: banned users, ended sessions
 * and tokens of other sessions are refused the same way everywhere.
 */
const columns: readonly ActorName[] = [
  "a stranger",
  "a member",
  "a moderator",
  "an admin",
  "the owner",
  "a removed member",
  "a blocked partner",
  "a server admin",
  "a bot token",
];

const short: Record<string, string> = {
  none: "not_found",
  author: "not_the_author",
  no: "forbidden",
  input: "invalid_input",
  on: "already_on",
  refused: "passkey_refused",
};

// prettier-ignore
const table = `
                                 | stranger member moderator admin  owner  removed blocked server-admin bot
conversation.create direct       | ok       ok     ok        ok     ok     ok      blocked ok           ok
conversation.create group        | ok       ok     ok        ok     ok     ok      blocked ok           ok
conversation.create channel      | ok       ok     ok        ok     ok     ok      ok      ok           ok
the directory                    | ok       ok     ok        ok     ok     ok      ok      ok           ok
channel.join                     | ok       ok     ok        ok     ok     ok      ok      ok           ok
channel.cancelRequest            | ok       ok     ok        ok     ok     ok      ok      ok           ok
requests to join                 | none     no     no        ok     ok     none    none    none         no
channel.answerRequest            | none     no     no        ok     ok     none    none    none         no
invite links                     | none     no     ok        ok     ok     none    none    none         no
invite.create                    | none     no     ok        ok     ok     none    none    none         no
invite.revoke                    | none     no     ok        ok     ok     none    none    none         no
invite.accept                    | ok       ok     ok        ok     ok     ok      ok      ok           ok
message.send                     | none     ok     ok        ok     ok     none    blocked none         ok
command.run a message            | none     ok     ok        ok     ok     none    blocked none         ok
command.run /topic               | none     no     no        ok     ok     none    no      none         no
message.edit own                 | none     ok     ok        ok     ok     none    blocked none         ok
message.edit another's           | none     author author    author author none    author  none         author
message.delete own               | none     ok     ok        ok     ok     none    ok      none         ok
message.delete another's         | none     author ok        ok     ok     none    author  none         author
message.hide                     | none     ok     ok        ok     ok     none    ok      none         ok
message.react                    | none     ok     ok        ok     ok     none    blocked none         ok
message.pin                      | none     no     ok        ok     ok     none    blocked none         no
poll.vote                        | none     ok     ok        ok     ok     none    blocked none         ok
poll.close another's             | none     author ok        ok     ok     none    blocked none         author
conversation.update              | none     no     no        ok     ok     none    no      none         no
conversation.update theme        | none     no     no        ok     ok     none    blocked none         no
a picture of the chat            | none     no     no        ok     ok     none    no      none         no
marker.set                       | none     ok     ok        ok     ok     none    ok      none         ok
member.add                       | none     no     ok        ok     ok     none    no      none         no
member.remove a member           | none     no     ok        ok     ok     none    no      none         no
member.remove an admin           | none     no     no        no     ok     none    no      none         no
member.mute a member             | none     no     ok        ok     ok     none    no      none         no
member.mute an admin             | none     no     no        no     ok     none    no      none         no
member.unmute                    | none     no     ok        ok     ok     none    no      none         no
member.ban a member              | none     no     ok        ok     ok     none    no      none         no
member.ban an admin              | none     no     no        no     ok     none    no      none         no
member.ban an address            | none     no     no        no     no     none    no      none         no
member.unban                     | none     no     ok        ok     ok     none    no      none         no
bans of the conversation         | none     no     ok        ok     ok     none    no      none         no
the audit log                    | none     no     ok        ok     ok     none    no      none         no
report.create about a message    | none     ok     ok        ok     ok     none    ok      none         ok
report.create about a user       | ok       ok     ok        ok     ok     ok      ok      ok           ok
report.close                     | none     none   ok        ok     ok     none    none    ok           none
reports of the conversation      | none     no     ok        ok     ok     none    no      none         no
all reports                      | no       no     no        no     no     no      no      ok           no
member.leave                     | none     ok     ok        ok     ok     none    no      none         ok
member.role moderator            | none     no     no        ok     ok     none    no      none         no
member.role admin                | none     no     no        no     ok     none    no      none         no
member.role owner                | none     no     no        no     ok     none    no      none         no
user.block                       | ok       ok     ok        ok     ok     ok      ok      ok           ok
user.unblock                     | ok       ok     ok        ok     ok     ok      ok      ok           ok
user.ignore                    | ok       ok     ok        ok     ok     ok      ok      ok           ok
user.unignore                  | ok       ok     ok        ok     ok     ok      ok      ok           ok
friend.request                   | ok       ok     ok        ok     ok     ok      blocked ok           ok
friend.accept                    | none     none   none      none   none   none    blocked none         none
friend.withdraw                  | ok       ok     ok        ok     ok     ok      ok      ok           ok
friend.decline                   | ok       ok     ok        ok     ok     ok      ok      ok           ok
friend.remove                    | ok       ok     ok        ok     ok     ok      ok      ok           ok
challenge.create                 | ok       ok     ok        ok       ok     ok      blocked ok           ok
challenge.accept another's       | none     none   none      none     none   none    none    none         none
challenge.decline another's      | none     none   none      none     none   none    none    none         none
challenge.withdraw another's     | none     none   none      none     none   none    none    none         none
match.rematch of others          | none     none   none      none     none   none    none    none         none
challenges                       | ok       ok     ok        ok       ok     ok      ok      ok           ok
a challenge of others            | none     none   none      none     none   none    none    none         none
a challenge by a wrong code      | none     none   none      none     none   none    none    none         none
matches of another               | ok       ok     ok        ok       ok     ok      none    ok           ok
queue.join                       | ok       ok     ok        ok       ok     ok      ok      ok           ok
queue.leave                      | ok       ok     ok        ok       ok     ok      ok      ok           ok
the queue                        | ok       ok     ok        ok       ok     ok      ok      ok           ok
a leaderboard                    | ok       ok     ok        ok       ok     ok      ok      ok           ok
the current match                | ok       ok     ok        ok       ok     ok      ok      ok           ok
an unknown match                 | none     none   none      none     none   none    none    none         none
profile.update                   | ok       ok     ok        ok     ok     ok      ok      ok           ok
account.locale                   | ok       ok     ok        ok     ok     ok      ok      ok           ok
presence.set                     | ok       ok     ok        ok     ok     ok      ok      ok           ok
conversation.archive             | none     ok     ok        ok     ok     none    ok      none         ok
conversation.clear               | none     ok     ok        ok     ok     none    ok      none         ok
conversation.delete              | none     no     no        no     ok     none    no      none         no
conversation.notify              | none     ok     ok        ok     ok     none    ok      none         ok
notification.read                | ok       ok     ok        ok     ok     ok      ok      ok           ok
notification.readAll             | ok       ok     ok        ok     ok     ok      ok      ok           ok
notifications.disturb            | ok       ok     ok        ok     ok     ok      ok      ok           ok
user.ban                         | no       no     no        no     no     no      no      ok           no
user.unban                       | no       no     no        no     no     no      no      ok           no
address.ban                      | no       no     no        no     no     no      no      ok           no
address.unban                    | no       no     no        no     no     no      no      ok           no
bans of the server               | no       no     no        no     no     no      no      ok           no
an emoji of the server           | no       no     no        no     no     no      no      ok           no
a sticker pack of the server     | no       no     no        no     no     no      no      ok           no
a sticker of the server          | no       no     no        no     no     no      no      ok           no
the message log                  | no       no     no        no     no     no      no      ok           no
the audit log of the server      | no       no     no        no     no     no      no      ok           no
the emoji of the server          | ok       ok     ok        ok     ok     ok      ok      ok           ok
the sticker packs of the server  | ok       ok     ok        ok     ok     ok      ok      ok           ok
me                               | ok       ok     ok        ok     ok     ok      ok      ok           ok
conversations                    | ok       ok     ok        ok     ok     ok      ok      ok           ok
messages                         | none     ok     ok        ok     ok     none    ok      none         ok
changes of the conversation      | none     ok     ok        ok     ok     none    ok      none         ok
edits of a message               | none     ok     ok        ok     ok     none    ok      none         ok
pins                             | none     ok     ok        ok     ok     none    ok      none         ok
votes of a poll                  | none     ok     ok        ok     ok     none    ok      none         ok
members                          | none     ok     ok        ok     ok     none    ok      none         ok
changes                          | ok       ok     ok        ok     ok     ok      ok      ok           ok
people                           | ok       ok     ok        ok     ok     ok      ok      ok           ok
blocks                           | ok       ok     ok        ok     ok     ok      ok      ok           ok
notifications                    | ok       ok     ok        ok     ok     ok      ok      ok           ok
the key of push                  | ok       ok     ok        ok     ok     ok      ok      ok           ok
a subscription of push           | ok       ok     ok        ok     ok     ok      ok      ok           no
no subscription of push          | ok       ok     ok        ok     ok     ok      ok      ok           no
sessions                         | ok       ok     ok        ok     ok     ok      ok      ok           no
a session of another's, ended    | none     none   none      none   none   none    none    none         no
the password, by a wrong one     | input    input  input     input  input  input   input   input        no
a bot's token                    | ok       ok     ok        ok     ok     ok      ok      ok           no
friends                          | ok       ok     ok        ok     ok     ok      ok      ok           ok
home                             | ok       ok     ok        ok     ok     ok      ok      ok           ok
presence of others               | ok       ok     ok        ok     ok     ok      ok      ok           ok
a profile                        | ok       ok     ok        ok     ok     ok      none    ok           ok
a picture of one's own           | ok       ok     ok        ok     ok     ok      ok      ok           ok
a new confirmation mail          | ok       ok     ok        ok     ok     ok      ok      ok           no
the address, by a wrong password | input    input  input     input  input  input   input   input        no
a user name that is taken        | taken    taken  taken     taken  taken  taken   taken   taken        no
the account's end, by a wrong password | input input input  input  input  input   input   input        no
one's data                       | ok       ok     ok        ok     ok     ok      ok      ok           no
the end of all one's sessions    | ok       ok     ok        ok     ok     ok      ok      ok           no
how one signs in                 | ok       ok     ok        ok     ok     ok      ok      ok           no
a proof, by a wrong password     | input    input  input     input  input  input   input   input        no
a first password beside one      | on       on     on        on     on     on      on      on           no
two factors, begun               | ok       ok     ok        ok     ok     ok      ok      ok           no
two factors, by a wrong code     | input    input  input     input  input  input   input   input        no
no second factor                 | ok       ok     ok        ok     ok     ok      ok      ok           no
recovery codes without a second factor | none none  none      none   none   none    none    none         no
a passkey's options              | ok       ok     ok        ok     ok     ok      ok      ok           no
a passkey by a forged answer     | refused  refused refused  refused refused refused refused refused     no
a passkey of another's, renamed  | none     none   none      none   none   none    none    none         no
a passkey of another's, removed  | none     none   none      none   none   none    none    none         no
a visit to an unknown provider   | none     none   none      none   none   none    none    none         no
an unknown provider, unlinked    | none     none   none      none   none   none    none    none         no
step 1                           | 4403     ok     ok        ok     ok     4403    ok      4403         ok
sync update                      | 4403     4403   4403      4403   4403   4403    4403    4403         4403
sync step 2                      | 4403     4403   4403      4403   4403   4403    4403    4403         4403
awareness                        | 4403     ok     ok        ok     ok     4403    ok      4403         ok
step 1 in another's room         | 4403     4403   4403      4403   4403   4403    4403    4403         4403
step 1 in one's own room         | ok       ok     ok        ok     ok     ok      ok      ok           ok
`;

const rows = new Map(
  table
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [name = "", cells = ""] = line.split("|");
      return [name.trim(), cells.trim().split(/\s+/)] as const;
    }),
);

/** The expected result, or undefined where the table has none. */
export function expected(
  actor: ActorName,
  operation: string,
  way: "batch" | "route" | "query" | "room",
): string | undefined {
  if (!rows.has(operation)) return undefined;
  const column = columns.indexOf(actor);
  if (column < 0) return way === "room" ? "4401" : "session_ended";
  const cell = rows.get(operation)?.[column];
  return cell === undefined ? undefined : (short[cell] ?? cell);
}

/** Operations that show outsiders messages by design: administrators read what groups write. */
export const shownToOutsiders: readonly string[] = ["the message log"];

/** Actors that must receive none of the conversation's messages. */
export const outsiders: readonly ActorName[] = [
  "a stranger",
  "a removed member",
  "a server admin",
  "a banned user",
  "an ended session",
  "a foreign session's token",
];

/** Routes that need no user; the tests of their domains cover them. */
export const openRoutes: readonly string[] = [
  "GET /api/v1/auth/oauth/:provider",
  "GET /api/v1/auth/oauth/:provider/callback",
  "GET /api/v1/auth/providers",
  "GET /api/v1/invites/:code",
  "POST /api/v1/auth/email/confirm",
  "POST /api/v1/auth/login",
  "POST /api/v1/auth/logout",
  "POST /api/v1/auth/passkeys/challenge",
  "POST /api/v1/auth/passkeys/sign-in",
  "POST /api/v1/auth/password/forgot",
  "POST /api/v1/auth/password/reset",
  "POST /api/v1/auth/refresh",
  "POST /api/v1/auth/register",
  "POST /api/v1/auth/resume",
  "POST /api/v1/auth/second-factor",
];
