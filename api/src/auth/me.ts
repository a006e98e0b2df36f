import type { Me } from "@rally/shared/accounts";
import type { User } from "@rally/shared/server/models";

/** The fields of a user that only the user sees. */
export function meOf(user: User): Me {
  return {
    id: user.id,
    username: user.username,
    displayName: user.displayName,
    ...(user.avatar !== null && { avatar: user.avatar }),
    email: user.email,
    emailConfirmed: user.emailConfirmedAt !== null,
    ...(user.pendingEmail !== null && { pendingEmail: user.pendingEmail }),
    hasPassword: user.passwordHash !== null,
    locale: user.locale,
    role: user.role,
    createdAt: user.createdAt.getTime(),
  };
}
