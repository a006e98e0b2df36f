import { z } from "zod";
import { limitsAsJson, limitSettings } from "./limit-settings.js";
import { signInProviders } from "./sign-in-providers.js";

/** A whole number in decimal digits; rejects 8080.5, 0x50 and "80 ". */
const port = z
  .string()
  .regex(/^\d{1,5}$/, "must be a whole number from 0 to 65535")
  .transform(Number)
  .refine((number) => number <= 65_535, "must be a whole number from 0 to 65535");

const urlOf = (protocols: string[], example: string) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be a URL like ${example}`,
    abort: true,
  });

const origin = urlOf(["http:", "https:"], "https://rally.example.org")
  .refine((text) => isBare(new URL(text)), {
    error: "must be an address alone, without a path, user or query",
    abort: true,
  })
  .transform((text) => new URL(text).origin);

const isBare = (url: URL) =>
  url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;

/**
 * All environment variables that Rally reads. Each message completes a sentence that begins with
 * the variable's name.
 */
export const environment = z.object({
  HOST: z
    .string()
    .regex(/^[\w.:%-]+$/, "must be an address or a name to listen on, like 127.0.0.1 or 0.0.0.0")
    .default("127.0.0.1"),
  PORT: port.default(8080),
  PUBLIC_URL: origin.optional(),
  INTERNAL_URL: origin.optional(),
  RALLY_DATA: z.string().optional(),
  XDG_DATA_HOME: z.string().optional(),
  DATABASE_URL: urlOf(
    ["postgres:", "postgresql:"],
    "postgres://rally:password@localhost/rally",
  ).optional(),
  REDIS_URL: urlOf(["redis:", "rediss:"], "redis://localhost:6379").optional(),
  RALLY_SECRET: z.string().optional(),
  RALLY_SECRET_FILE: z.string().optional(),
  RALLY_VAPID_FILE: z.string().optional(),
  RALLY_PUSH_HOSTS: z
    .string()
    .transform((text) => text.split(",").map((host) => host.trim()))
    .refine((hosts) => hosts.every((host) => /^[^\s/:]+:\d{1,5}$/.test(host)), {
      error: "must be hosts with their ports like push.example.org:443, with commas between",
    })
    .optional(),
  RALLY_PUSH_CA_FILE: z.string().optional(),
  RALLY_METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/=-]{16,}$/, "must be at least 16 letters, digits or any of -._~+/=")
    .optional(),
  SMTP_URL: urlOf(["smtp:", "smtps:"], "smtps://user:password@mail.example.org").optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^([^<>@\p{Cc}]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u,
      "must be an address like rally@example.org or Rally <rally@example.org>",
    )
    .optional(),
  ...limitSettings,
  RALLY_LIMITS: limitsAsJson.optional(),
  RALLY_SIGN_IN_PROVIDERS: signInProviders.optional(),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be one of fatal, error, warn, info, debug, trace, silent",
    })
    .default("info"),
});

export type Environment = z.infer<typeof environment>;
