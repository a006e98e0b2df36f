import * as z from "zod/mini";

/** Every error id of an answer with its HTTP status, for server and client. */
export const errorStatus = {
  invalid_input: 400,
  invalid_json: 400,
  unauthenticated: 401,
  wrong_credentials: 401,
  session_ended: 401,
  second_factor_required: 401,
  forbidden: 403,
  not_a_member: 403,
  not_the_author: 403,
  origin_refused: 403,
  setup_refused: 403,
  confirmation_required: 403,
  challenge_expired: 403,
  provider_denied: 403,
  passkey_refused: 403,
  profile_incomplete: 403,
  link_refused: 403,
  banned: 403,
  blocked: 403,
  banned_here: 403,
  muted: 403,
  not_forwardable: 403,
  cannot_add: 403,
  asked_too_often: 403,
  not_found: 404,
  unknown_route: 404,
  unknown_command: 404,
  method_not_allowed: 405,
  too_slow: 408,
  taken: 409,
  id_conflict: 409,
  last_admin: 409,
  message_deleted: 409,
  not_editable: 409,
  poll_closed: 409,
  too_many_reactions: 409,
  too_many_pins: 409,
  too_many_emoji: 409,
  too_many_packs: 409,
  too_many_stickers: 409,
  too_many_invites: 409,
  too_many_bans: 409,
  range_too_wide: 409,
  already_reported: 409,
  account_exists: 409,
  identity_taken: 409,
  already_linked: 409,
  last_way_in: 409,
  already_on: 409,
  lineage_changed: 409,
  challenge_closed: 409,
  too_many_challenges: 409,
  in_match: 409,
  in_queue: 409,
  opponent_in_match: 409,
  too_large: 413,
  unsupported_media_type: 415,
  not_a_picture: 422,
  rate_limited: 429,
  slow_mode: 429,
  too_many_attempts: 429,
  internal: 500,
  provider_failed: 502,
  unavailable: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorStatus;

/** The error codes of a field. */
export const fieldCodes = [
  "required",
  "type",
  "format",
  "too_short",
  "too_long",
  "too_small",
  "too_big",
  "unknown",
  "taken",
  "wrong",
  "guessable",
] as const;
export type FieldCode = (typeof fieldCodes)[number];
export type FieldErrors = Record<string, FieldCode[]>;

/** The `error` of a failed answer, and of a refused command. */
export const errorBodySchema = z.object({
  code: z.string(),
  message: z.string(),
  fields: z.optional(z.record(z.string(), z.array(z.string()))),
  /** For `second_factor_required`: the challenge to send with the code. */
  challenge: z.optional(z.string()),
  /** For `slow_mode`: milliseconds after which the command can be sent again. */
  retryAfter: z.optional(z.int()),
  /** For `banned` when it is the account that is banned, not the address. */
  ban: z.optional(z.object({ reason: z.optional(z.string()), until: z.optional(z.int()) })),
});
/** The ban of an account: until when in epoch milliseconds (without it, for ever), and why. */
export type BanNotice = NonNullable<ErrorBody["ban"]>;
export type ErrorBody = z.infer<typeof errorBodySchema>;

/**
 * An error with an id, the only kind that reaches a user. `message` is English and for developers;
 * the PWA translates the `code`.
 */
export class RallyError extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldErrors | undefined;
  readonly challenge: string | undefined;
  /** Milliseconds after which to retry, if the server sent `Retry-After` or `retryAfter`. */
  readonly retryAfter: number | undefined;
  /** Set if the caller's account is banned. */
  readonly ban: BanNotice | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      fields?: FieldErrors | undefined;
      challenge?: string | undefined;
      retryAfter?: number | undefined;
      ban?: BanNotice | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "RallyError";
    this.code = code;
    this.fields = options.fields;
    this.challenge = options.challenge;
    this.retryAfter = options.retryAfter;
    this.ban = options.ban;
  }

  get status(): number {
    return errorStatus[this.code];
  }

  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.fields ? { fields: this.fields } : {}),
      ...(this.challenge === undefined ? {} : { challenge: this.challenge }),
      ...(this.retryAfter === undefined ? {} : { retryAfter: this.retryAfter }),
      ...(this.ban && { ban: this.ban }),
    };
  }
}

type Issue = z.core.$ZodIssue;

/** Fields named in one error at most, so that an answer does not grow with its request. */
const NAMED_FIELDS = 10;

/**
 * Converts the issues of a schema to `{field: [code…]}`, at most 10 fields. A nested field is named
 * `a.b.0`; unknown fields are `*` (`a.b.*`), so that the sender's names are not repeated.
 */
export function fieldErrorsOf(issues: readonly Issue[]): FieldErrors {
  // A Map, because a field may be called `constructor`.
  const fields = new Map<string, FieldCode[]>();
  for (const issue of issues) {
    const isUnknown = issue.code === "unrecognized_keys";
    const name = [...issue.path, ...(isUnknown ? ["*"] : [])].map(String).join(".");
    const code = isUnknown ? "unknown" : fieldCodeOf(issue);
    const codes = fields.get(name);
    if (codes === undefined) {
      if (fields.size === NAMED_FIELDS) break;
      fields.set(name, [code]);
    } else if (!codes.includes(code)) {
      codes.push(code);
    }
  }
  return Object.fromEntries(fields);
}

function fieldCodeOf(issue: Issue): FieldCode {
  const said = fieldCodes.find((code) => code === issue.message);
  if (said) return said;
  switch (issue.code) {
    case "invalid_type":
      return "type";
    case "too_small":
      return issue.origin === "string" || issue.origin === "array" ? "too_short" : "too_small";
    case "too_big":
      return issue.origin === "string" || issue.origin === "array" ? "too_long" : "too_big";
    default:
      return "format";
  }
}

/** Checks `input` against `schema`. @throws RallyError `invalid_input` naming each wrong field. */
export function parseInput<T extends z.core.$ZodType>(schema: T, input: unknown): z.output<T> {
  const result = z.safeParse(schema, input, {
    error: (issue) => (isMissing(issue) ? "required" : undefined),
  });
  if (result.success) return result.data;
  const fields = fieldErrorsOf(result.error.issues);
  throw new RallyError("invalid_input", `Invalid input: ${Object.keys(fields).join(", ")}`, {
    fields,
  });
}

/** Whether the input is missing; for a union, whether its discriminator is. */
function isMissing(issue: { input?: unknown; discriminator?: unknown }): boolean {
  const { input, discriminator } = issue;
  if (typeof discriminator !== "string") return input === undefined;
  return (input as Record<string, unknown> | null | undefined)?.[discriminator] === undefined;
}
