import { exportData } from "@rally/shared/export";
import * as accounts from "@rally/shared/accounts";
import * as signIn from "@rally/shared/sign-in";
import { route, type Operation, type Scene } from "./operation.js";

const wrong = { password: "not the password" };
const forged = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  response: { clientDataJSON: "AAAA" },
};

const passkey = ({ cast }: Scene) => ({ params: { id: cast.foreignPasskey } });
const provider = () => ({ params: { provider: "nowhere" } });
/** What concerns an account and how its user signs in: never a bot's business. */
export const accountOperations: readonly Operation[] = [
  route("a new confirmation mail", "route", accounts.resendConfirmation, () => ({})),
  route("the address, by a wrong password", "route", accounts.changeEmail, ({ actor }) => ({
    body: { email: `${actor.userId}@new.example`, ...wrong },
  })),
  route("a user name that is taken", "route", accounts.renameAccount, ({ cast }) => ({
    body: { username: cast.target.user.username },
  })),
  route("the account's end, by a wrong password", "route", accounts.deleteAccount, () => ({
    body: wrong,
  })),
  route("one's data", "query", exportData, () => ({})),
  restoringSessions(
    route("the end of all one's sessions", "route", accounts.endAllSessions, () => ({})),
  ),
  route("how one signs in", "query", signIn.showSecurity, () => ({})),
  route("a proof, by a wrong password", "route", signIn.confirmIdentity, () => ({
    body: { kind: "password", ...wrong },
  })),
  route("a first password beside one", "route", signIn.setFirstPassword, () => ({
    body: { next: "a fine first password" },
  })),
  route("two factors, begun", "route", signIn.startTwoFactor, () => ({})),
  route("two factors, by a wrong code", "route", signIn.confirmTwoFactor, () => ({
    body: { code: "000000" },
  })),
  route("no second factor", "route", signIn.stopTwoFactor, () => ({})),
  route("recovery codes without a second factor", "route", signIn.renewRecoveryCodes, () => ({})),
  route("a passkey's options", "route", signIn.passkeyOptions, () => ({})),
  route("a passkey by a forged answer", "route", signIn.addPasskey, () => ({
    body: { name: "forged", answer: forged },
  })),
  route("a passkey of another's, renamed", "route", signIn.renamePasskey, (scene) => ({
    ...passkey(scene),
    body: { name: "mine" },
  })),
  route("a passkey of another's, removed", "route", signIn.removePasskey, passkey),
  route("a visit to an unknown provider", "route", signIn.startLinking, () => ({
    ...provider(),
    body: { purpose: "link" },
  })),
  route("an unknown provider, unlinked", "route", signIn.unlinkProvider, provider),
];

/** The actor's sessions live on, for the cases that follow. */
function restoringSessions(operation: Operation): Operation {
  return {
    ...operation,
    async try(scene) {
      const { database } = scene.rally;
      const alive = await database<{ id: string; user_id: string; ended_at: Date | null }>(
        "sessions",
      )
        .where({ user_id: scene.actor.userId, ended_at: null })
        .select("id");
      const result = await operation.try(scene);
      await database("sessions")
        .whereIn(
          "id",
          alive.map(({ id }) => id),
        )
        .update({ ended_at: null });
      return result;
    },
  };
}
