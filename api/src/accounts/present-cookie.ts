import type { Limits } from "@rally/shared/limits";
import type { Session } from "@rally/shared/server/models";

type Cookie = Pick<
  Session,
  "generation" | "rotatedAt" | "cookiePresented" | "cookieUsed" | "cookieReturns"
>;

/**
 * Notes in `session` that its refresh cookie of `generation` was presented. All times count from when
 * the current cookie was last given to a browser that did not have it: only what it was given
 * `refreshStored` ago is on its disk for certain, and a browser that dies before presents the cookie
 * before. Presented after the current one it counts so `refreshReturns` times, then no more: a thief
 * must not put off for ever that their cookie is void.
 * @returns "given" when those times are reset, "reused" when the session must end, else "kept"
 */
export function presentCookie(
  session: Cookie,
  generation: number,
  now: Date,
  limits: Pick<Limits, "refreshStored" | "refreshRotation" | "refreshReturns">,
): "given" | "kept" | "reused" {
  const age = now.getTime() - session.rotatedAt.getTime();
  if (generation === session.generation && age < limits.refreshRotation) {
    session.cookiePresented = true;
    if (age >= limits.refreshStored) session.cookieUsed = true;
    return "kept";
  }
  if (generation === session.generation) {
    session.generation += 1;
    session.cookieUsed = false;
    session.cookieReturns = 0;
  } else if (generation !== session.generation - 1 || session.cookieUsed) {
    return "reused";
  } else if (session.cookiePresented) {
    if (session.cookieReturns >= limits.refreshReturns) return "kept";
    session.cookieReturns += 1;
  }
  session.rotatedAt = now;
  session.cookiePresented = false;
  return "given";
}
