import { User } from "@rally/shared/server/models";
import { showSecurity } from "@rally/shared/sign-in";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { countRecoveryCodes, secondFactorSince } from "../auth/index.js";
import { identitiesOf } from "./oauth/identities.js";
import { passkeyInfo, passkeysOf } from "./passkeys/passkeys.js";

/** The user's sign-in methods, for the settings. */
export function securityRoute({ database }: ApiContext): MountedRoute {
  return handleRoute(showSecurity, async ({ caller: { userId } }) => {
    const [user, since, recoveryCodesLeft, passkeys, identities] = await Promise.all([
      User.query(database).findById(userId),
      secondFactorSince(database, userId),
      countRecoveryCodes(database, userId),
      passkeysOf(database, userId),
      identitiesOf(database, userId),
    ]);
    return {
      data: {
        hasPassword: typeof user?.passwordHash === "string",
        twoFactor: {
          on: since !== undefined,
          ...(since && { since: since.getTime() }),
          recoveryCodesLeft,
        },
        passkeys: passkeys.map(passkeyInfo),
        identities: identities.map((row) => ({
          provider: row.provider,
          label: row.label,
          createdAt: row.created_at.getTime(),
          lastUsedAt: row.last_used_at.getTime(),
        })),
      },
    };
  });
}
