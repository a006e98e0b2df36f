import type { ApiContext, MountedRoute } from "../http/index.js";
import { reauthenticationRoutes } from "./reauthentication.js";
import { attemptLimit } from "./two-factor/codes.js";
import { linkRoutes } from "./oauth/link-routes.js";
import { oauthRoutes } from "./oauth/oauth-routes.js";
import { passkeyRoutes } from "./passkeys/passkey-routes.js";
import { passkeySignInRoutes } from "./passkeys/passkey-sign-in.js";
import { openProviders } from "./oauth/providers.js";
import { finishSignInRoute } from "./two-factor/second-step.js";
import { securityRoute } from "./security.js";
import { twoFactorRoutes } from "./two-factor/two-factor-routes.js";

/** All sign-in methods except the password, and re-authentication. */
export function signInRoutes(context: ApiContext): MountedRoute[] {
  const providers = openProviders(context);
  const attempts = attemptLimit(context);
  return [
    ...oauthRoutes(context, providers),
    ...linkRoutes(context, providers),
    finishSignInRoute(context, attempts),
    ...twoFactorRoutes(context, attempts),
    ...passkeyRoutes(context),
    ...passkeySignInRoutes(context),
    securityRoute(context),
    ...reauthenticationRoutes(context, attempts),
  ];
}
