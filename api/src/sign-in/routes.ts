import type { ApiContext, MountedRoute } from "../http/index.js";
import { confirmationRoutes } from "./confirm.js";
import { guessLimit } from "./guesses.js";
import { linkRoutes } from "./link-routes.js";
import { oauthRoutes } from "./oauth-routes.js";
import { passkeyRoutes } from "./passkey-routes.js";
import { passkeySignInRoutes } from "./passkey-sign-in.js";
import { openProviders } from "./providers.js";
import { finishSignInRoute } from "./second-step.js";
import { securityRoute } from "./security.js";
import { twoFactorRoutes } from "./two-factor-routes.js";

/** Every way in but the password, and proving once more who one is. */
export function signInRoutes(context: ApiContext): MountedRoute[] {
  const providers = openProviders(context);
  const guess = guessLimit(context);
  return [
    ...oauthRoutes(context, providers),
    ...linkRoutes(context, providers),
    finishSignInRoute(context, guess),
    ...twoFactorRoutes(context, guess),
    ...passkeyRoutes(context),
    ...passkeySignInRoutes(context),
    securityRoute(context),
    ...confirmationRoutes(context, guess),
  ];
}
