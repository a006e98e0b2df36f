import { exportData } from "@rally/shared/export";
import * as accounts from "@rally/shared/accounts";
import * as signIn from "@rally/shared/sign-in";
import { route, type Operation, type OperationSetup } from "./operation.js";

const wrong = { password: "not the password" };
const forged = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  response: { clientDataJSON: "AAAA" },
};

const passkey = ({ actors }: OperationSetup) => ({ params: { id: actors.foreignPasskey } });
const provider = () => ({ params: { provider: "nowhere" } });
/** Operations on an account and its sign-in methods, which bots must not do. */
export const accountOperations: readonly Operation[] = [
  route("a new confirmation mail", "route", accounts.resendConfirmation, () => ({})),
  route("the address, by a wrong password", "route", accounts.changeEmail, ({ actor }) => ({
    body: { email: `${actor.userId}@new.example`, ...wrong },
  })),
  route("a user name that is taken", "route", accounts.renameAccount, ({ actors }) => ({
    body: { username: actors.target.user.username },
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
  route("a passkey of another's, renamed", "route", signIn.renamePasskey, (setup) => ({
    ...passkey(setup),
    body: { name: "mine" },
  })),
  route("a passkey of another's, removed", "route", signIn.removePasskey, passkey),
  route("a visit to an unknown provider", "route", signIn.startLinking, () => ({
    ...provider(),
    body: { purpose: "link" },
  })),
  route("an unknown provider, unlinked", "route", signIn.unlinkProvider, provider),
];

/** Keeps the actor's sessions for the following cases. */
function restoringSessions(operation: Operation): Operation {
  return {
    ...operation,
    async try(setup) {
      const { database } = setup.rally;
      const alive = await database<{ id: string; user_id: string; ended_at: Date | null }>(
        "sessions",
      )
        .where({ user_id: setup.actor.userId, ended_at: null })
        .select("id");
      const result = await operation.try(setup);
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
