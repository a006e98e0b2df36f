import helmet from "koa-helmet";
import type { Middleware } from "koa";
import type { ApiContext } from "./context.js";

/**
 * The Trusted Types policies that the app creates: Lit's templates and the service worker's URL.
 */
const TRUSTED_POLICIES = ["lit-html", "rally-worker"];

/** Browser features that the app never uses. Denying them limits an injected script. */
const UNUSED_FEATURES = [
  ...["accelerometer", "browsing-topics", "camera", "display-capture", "geolocation"],
  ...["gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb"],
];

const TWO_YEARS_S = 63_072_000;

/** The security headers that have no effect on a script, a style or a font (HTML and CSP standards). */
export const documentHeaders = [
  ...["Content-Security-Policy", "Cross-Origin-Opener-Policy", "Origin-Agent-Cluster"],
  ...["Permissions-Policy", "X-DNS-Prefetch-Control", "X-Download-Options", "X-Frame-Options"],
  ...["X-Permitted-Cross-Domain-Policies", "X-XSS-Protection"],
] as const;

/** Sets the security headers of every answer: pages, files and the API. */
export function securityHeaders({ publicUrl }: Pick<ApiContext, "publicUrl">): Middleware {
  const https = publicUrl?.startsWith("https:") ?? false;
  const guard = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        // Styles are in files and constructed sheets; inline styles are set through the style
        // object.
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        imgSrc: ["'self'", "data:", "blob:"],
        mediaSrc: ["'self'", "blob:"],
        objectSrc: ["'none'"],
        frameSrc: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: TRUSTED_POLICIES,
      },
    },
    strictTransportSecurity: https && { maxAge: TWO_YEARS_S, includeSubDomains: false },
    crossOriginOpenerPolicy: { policy: "same-origin" },
    crossOriginResourcePolicy: { policy: "same-origin" },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: "no-referrer" },
  });
  const features = UNUSED_FEATURES.map((name) => `${name}=()`).join(", ");
  return (http, next) => {
    http.set("Permissions-Policy", features);
    return guard(http, next) as Promise<unknown>;
  };
}
