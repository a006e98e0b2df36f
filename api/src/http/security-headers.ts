import helmet from "koa-helmet";
import type { Middleware } from "koa";
import type { ApiContext } from "./context.js";

/** Policies by which the app makes what Trusted Types guard: lit's templates, the service worker's address. */
const TRUSTED_POLICIES = ["lit-html", "rally-worker"];

/** What the app never uses, so that no script that got into a page can either. */
const UNUSED_FEATURES = [
  ...["accelerometer", "browsing-topics", "camera", "display-capture", "geolocation"],
  ...["gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb"],
];

const TWO_YEARS_S = 63_072_000;

/** What browsers are told to forbid, on every answer: pages, files and the API's alike. */
export function securityHeaders({ publicUrl }: Pick<ApiContext, "publicUrl">): Middleware {
  const https = publicUrl?.startsWith("https:") ?? false;
  const guard = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        // Styles lie in files and constructed sheets; whatever is set on one element goes through its style object.
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
