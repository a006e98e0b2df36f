import { z } from "zod";
import { limits, type Limits } from "../../limits/index.js";

/** The limits that an operator is likely to change, by the environment variable that changes them. */
export const limitVariables = {
  RALLY_LIMIT_SIGN_INS_PER_MINUTE: "signInsPerMinute",
  RALLY_LIMIT_COMMANDS_PER_SECOND: "commandsPerSecond",
  RALLY_LIMIT_USER_WORK: "userWork",
  RALLY_LIMIT_ADDRESS_WORK: "addressWork",
  RALLY_LIMIT_USER_SOCKETS: "userSockets",
  RALLY_LIMIT_GROUP_MEMBERS: "groupMembers",
  RALLY_LIMIT_TEXT_LENGTH: "textLength",
  RALLY_LIMIT_AVATAR_BYTES: "avatarBytes",
  RALLY_LIMIT_PASSWORD_MEMORY: "passwordMemory",
  RALLY_LIMIT_PASSWORD_PASSES: "passwordPasses",
  RALLY_LIMIT_NOTIFICATION_DAYS: "notificationDays",
  RALLY_LIMIT_AUDIT_DAYS: "auditDays",
  RALLY_LIMIT_SENT_MESSAGE_DAYS: "sentMessageDays",
  RALLY_LIMIT_SESSION_ROW_DAYS: "sessionRowDays",
  RALLY_LIMIT_LOADED_ROOMS: "loadedRooms",
} as const satisfies Record<string, keyof Limits>;

type LimitVariable = keyof typeof limitVariables;
const variables = Object.keys(limitVariables) as LimitVariable[];

const isBound = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

const bound = z
  .string()
  .regex(/^\d+$/, { error: "must be a whole number above 0", abort: true })
  .transform(Number)
  .refine(isBound, "must be a whole number above 0")
  .optional();

/** The settings of `limitVariables`, for the table of all environment variables. */
export const limitSettings = Object.fromEntries(
  variables.map((variable) => [variable, bound]),
) as Record<LimitVariable, typeof bound>;

/**
 * `RALLY_LIMITS`, the former form of these settings: JSON with a whole number for any name in
 * `shared/src/limits`.
 */
export const limitsAsJson = z.string().transform((text, context): Partial<Limits> => {
  const fail = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  let bounds: unknown;
  try {
    bounds = JSON.parse(text);
  } catch {
    bounds = undefined;
  }
  if (typeof bounds !== "object" || bounds === null || Array.isArray(bounds)) {
    return fail('must be JSON like {"signInsPerMinute": 100}');
  }
  for (const [name, bound] of Object.entries(bounds)) {
    if (!Object.hasOwn(limits, name)) {
      return fail(`names ${name}, but there are only ${Object.keys(limits).join(", ")}`);
    }
    if (!isBound(bound)) return fail(`must give ${name} a whole number above 0`);
  }
  return bounds;
});

/** The limits that differ from the defaults. A variable of its own wins over `RALLY_LIMITS`. */
export function limitsFrom(
  settings: Partial<Record<LimitVariable, number>> & { RALLY_LIMITS?: Partial<Limits> },
): Partial<Limits> {
  const given = { ...settings.RALLY_LIMITS };
  for (const variable of variables) {
    const value = settings[variable];
    if (value !== undefined) given[limitVariables[variable]] = value;
  }
  return given;
}
