import { hash, randomBytes } from "node:crypto";
import { CONFIRM_LINK_MS, RESET_LINK_MS } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import type { Database, Transaction } from "@rally/shared/server/database";
import { User } from "@rally/shared/server/models";
import type { ApiContext } from "../http/index.js";

type Kind = "confirm" | "reset";

interface LinkRow {
  hash: Buffer;
  kind: Kind;
  user_id: string;
  email: string;
  password_mark: Buffer | null;
  expires_at: Date;
  used_at: Date | null;
}

const lifetimes = { confirm: CONFIRM_LINK_MS, reset: RESET_LINK_MS };
const TOKEN_BYTES = 32;

const sha256 = (text: string): Buffer => hash("sha256", text, "buffer");

/**
 * Creates a link for a mail to `email`. The token is in the fragment, which browsers do not send;
 * the database stores only its hash. Earlier links of the same kind stop working.
 */
export async function makeLink(
  { homeUrl }: ApiContext,
  trx: Transaction,
  { kind, user, email }: { kind: Kind; user: User; email: string },
): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  await endLinks(trx, kind, user.id);
  await trx("account_links").insert({
    hash: sha256(token),
    kind,
    user_id: user.id,
    email,
    ...(kind === "reset" && { password_mark: sha256(user.passwordHash ?? "") }),
    expires_at: new Date(Date.now() + lifetimes[kind]),
  });
  return `${homeUrl()}/${kind}#${token}`;
}

/** Checks that a token can be used, before anything expensive is done for it. */
export async function requireLink(
  source: Database | Transaction,
  kind: Kind,
  token: string,
): Promise<LinkRow> {
  const row = await source<LinkRow>("account_links")
    .where({ hash: sha256(token), kind })
    .first();
  if (!row || row.used_at || row.expires_at.getTime() <= Date.now()) throw linkRefused();
  return row;
}

/**
 * Uses up a link under the lock of its user, so that it works once.
 * @throws RallyError `link_refused` when it was used, has expired, or the password has changed
 * since.
 */
export async function useLink(
  trx: Transaction,
  kind: Kind,
  token: string,
): Promise<{ user: User; email: string }> {
  const { user_id: userId } = await requireLink(trx, kind, token);
  const user = await User.query(trx).findById(userId).whereNull("deleted_at").forNoKeyUpdate();
  const row = await requireLink(trx, kind, token);
  if (!user) throw linkRefused();
  const mark = row.password_mark;
  if (mark && !mark.equals(sha256(user.passwordHash ?? ""))) throw linkRefused();
  await endLinks(trx, kind, userId);
  return { user, email: row.email };
}

export async function endLinks(trx: Transaction, kind: Kind, userId: string): Promise<void> {
  await trx("account_links")
    .where({ kind, user_id: userId })
    .whereNull("used_at")
    .update({ used_at: new Date() });
}

const linkRefused = (): RallyError =>
  new RallyError("link_refused", "This link has expired, was used already, or is not valid");
