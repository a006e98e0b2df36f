import { z } from "zod";

const HERE = ["localhost", "127.0.0.1", "[::1]"];

/** HTTPS, or plain HTTP to this machine. */
const address = z.string().refine(
  (text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname } = new URL(text);
    return protocol === "https:" || (protocol === "http:" && HERE.includes(hostname));
  },
  { error: "must be an https: address" },
);

const shared = {
  /** Used in URLs and in the table of identities, so it must never change. */
  id: z.string().regex(/^[a-z0-9-]{1,32}$/, "must be small letters, digits or -"),
  /** The label of the button. */
  name: z.string().min(1).max(40),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
};

const provider = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("oidc"),
    ...shared,
    issuer: address,
    scope: z.string().default("openid profile email"),
  }),
  z.strictObject({
    kind: z.literal("oauth2"),
    ...shared,
    authorize: address,
    token: address,
    /** The endpoint that returns the user's profile as JSON. */
    profile: address,
    scope: z.string().default(""),
    /** The profile's field names. */
    claims: z
      .strictObject({
        subject: z.string().default("id"),
        username: z.string().default("login"),
        displayName: z.string().default("name"),
        email: z.string().default("email"),
      })
      .prefault({}),
  }),
]);

/** External sign-in providers: any OpenID Connect issuer, or plain OAuth 2. */
export type SignInProvider = z.infer<typeof provider>;

const providers = z
  .array(provider)
  .max(16)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, {
    error: "must each have an id of their own",
  });

/** The list of providers as JSON. */
export const signInProviders = z.string().transform((text, context): SignInProvider[] => {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    given = undefined;
  }
  const { data, error } = providers.safeParse(given);
  if (data) return data;
  const [issue] = error.issues;
  const where = issue?.path.length ? ` (${issue.path.join(".")}: ${issue.message})` : "";
  context.addIssue({
    code: "custom",
    message: `must be JSON like [{"kind": "oidc", "id": "home", "name": "Home", "issuer": "https://…", "clientId": "…", "clientSecret": "…"}]${where}`,
  });
  return z.NEVER;
});
