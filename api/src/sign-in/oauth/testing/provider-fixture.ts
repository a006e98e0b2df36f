import { refresh } from "@rally/shared/accounts";
import { pathOf } from "@rally/shared/http";
import { oauthEnding, startLinking, startOAuth, type OAuthEnding } from "@rally/shared/sign-in";
import {
  ask,
  newVisitor,
  schoolClient,
  startOidcServer,
  startSchoolServer,
  startTestRally,
  type TestPerson,
  type Visitor,
} from "../../../testing/index.js";

export const publicUrl = "https://rally.example.org";
/** The two providers of these tests: OpenID Connect, and plain OAuth like the 42 network. */
export const providerIds = ["home", "42"] as const;
export type ProviderId = (typeof providerIds)[number];

export const startOf = (provider: ProviderId): string => pathOf(startOAuth, { provider });
export const endingOf = (page: URL): OAuthEnding | undefined => oauthEnding(page.hash);
export const refusal = (code: string) => ({ name: "error", code });

/** Starts Rally with two real providers, and simulates browsers that visit them. */
export async function startProviderFixture() {
  const [oidc, school] = [await startOidcServer(publicUrl, "home"), await startSchoolServer()];
  const { issuer, clientId, clientSecret } = oidc;
  const rally = await startTestRally({
    publicUrl,
    signInProviders: [
      {
        kind: "oidc",
        id: "home",
        name: "Home",
        scope: "openid profile email",
        issuer,
        clientId,
        clientSecret,
      },
      {
        kind: "oauth2",
        id: "42",
        name: "42",
        scope: "public",
        ...schoolClient,
        authorize: `${school.url}/oauth/authorize`,
        token: `${school.url}/oauth/token`,
        profile: `${school.url}/v2/me`,
        claims: { subject: "id", username: "login", displayName: "displayname", email: "email" },
      },
    ],
  });
  rally.onClose(() => Promise.all([oidc.close(), school.close()]));
  const newcomer = (): Visitor => newVisitor(publicUrl, rally.url);
  let people = 0;

  return {
    oidc,
    school,
    rally,
    newcomer,
    /** Signs a new person in at both providers. @returns their number. */
    nextPerson: (): number => {
      people += 1;
      const name = `guest${people}`;
      oidc.declines = false;
      oidc.person = {
        subject: `s-${name}`,
        preferred_username: name,
        email: `${name}@home.example`,
      };
      school.lenient = false;
      school.person = {
        id: people,
        login: name,
        displayname: name,
        email: `${name}@student.42.fr`,
      };
      return people;
    },

    /** Signs in with a provider. @returns the user. */
    signInBy: async (provider: ProviderId, visitor = newcomer()) => {
      const page = await visitor.visit(startOf(provider));
      const isIn = page.pathname === "/sign-in" && endingOf(page)?.name === "signed-in";
      if (!isIn) throw new Error(`Not signed in: ${page.href}`);
      const { body } = await ask(rally.url, refresh, { cookie: visitor.cookies() });
      if (!body.success) throw new Error(body.error.code);
      return { ...body.data.user, token: body.data.accessToken };
    },

    /** Follows redirects to the provider's answer, without returning to Rally. */
    untilReturn: async (visitor: Visitor, from: URL | undefined): Promise<URL> => {
      let at = from;
      while (at && !(at.origin === publicUrl && at.pathname.endsWith("/callback"))) {
        at = await visitor.step(at.href);
      }
      if (!at) throw new Error("The provider did not redirect");
      return at;
    },

    /** The page that a visit ends on which was started in the settings. */
    linkingPage: async (
      person: Pick<TestPerson, "ask">,
      provider: ProviderId,
      purpose: "link" | "confirm" = "link",
    ): Promise<URL> => {
      const reply = await person.ask(startLinking, { params: { provider }, body: { purpose } });
      if (!reply.body.success) throw new Error(reply.body.error.code);
      const visitor = newcomer();
      visitor.take(reply.headers);
      return visitor.visit(reply.body.data.url);
    },
  };
}
