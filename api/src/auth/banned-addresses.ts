import { RallyError } from "@rally/shared/errors";
import { clientIp } from "@rally/shared/server/addresses";
import { runPrepared } from "@rally/shared/server/database";
import { bannedSql } from "@rally/shared/server/models";
import type { Context, Middleware } from "koa";
import type { ApiContext, Work } from "../http/index.js";
import { bearerOf } from "./authenticate.js";
import { refreshCookieOf } from "./sessions/refresh-cookie.js";
import { presentedSession } from "./sessions/sessions.js";

const API = /^\/api(\/|$)/i;

/**
 * Refuses requests to the API from banned addresses before their token and body are read. The app's own
 * files are served, so that it can show the reason. The server's admins pass with a valid access token
 * or refresh cookie, because they could not lift the ban otherwise; only for these is a row read.
 */
export function refuseBannedAddresses(context: ApiContext, work: Work): Middleware {
  const { addressBans, publicUrl } = context;
  return async (http, next) => {
    if (API.test(http.path) && addressBans.includes(clientIp(http.req, publicUrl))) {
      work.checkAddressBudget(http);
      work.chargeAddress(http);
      if (!(await isFromAdmin(context, http))) {
        throw new RallyError("banned", "This address is banned from this server");
      }
    }
    await next();
  };
}

async function isFromAdmin(context: ApiContext, http: Context): Promise<boolean> {
  const session = tokenSession(context, http) ?? (await cookieSession(context, http));
  if (session === undefined) return false;
  const text = `select 1 from sessions s join users u on u.id = s.user_id
    where s.id = $1 and s.ended_at is null and s.expires_at > clock_timestamp()
      and u.role = 'admin' and u.deleted_at is null and not ${bannedSql("u")}`;
  const statement = { name: "is_admin_session", text };
  return (await runPrepared<object>(context.database, statement, [session])).length > 0;
}

/** The session of the request's access token, if its signature is valid. */
function tokenSession({ tokens }: ApiContext, http: Context): string | undefined {
  const token = bearerOf(http);
  if (token === undefined) return undefined;
  try {
    return tokens.verifyAccess(token).sessionId;
  } catch (error) {
    if (error instanceof RallyError) return undefined;
    throw error;
  }
}

async function cookieSession(context: ApiContext, http: Context): Promise<string | undefined> {
  const cookie = refreshCookieOf(http, context);
  return (await presentedSession(context, context.database, cookie))?.session.id;
}
