import { me, refresh, resumeSession } from "@rally/shared/accounts";
import { Session } from "@rally/shared/server/models";
import { expect } from "vitest";
import {
  ask,
  eventually,
  lastLossOf,
  WITHIN_MS,
  type TestPerson,
  type TestRally,
} from "../../../testing/index.js";

/** Renews sessions as browsers do, and reads what the server stores of them. */
export function sessionsOn(rally: TestRally) {
  const renew = (cookie: string, headers: Record<string, string> = {}) =>
    ask(rally.url, refresh, { cookie, headers });

  const resume = (resumeToken: string, headers: Record<string, string> = {}) =>
    ask(rally.url, resumeSession, { body: { resumeToken }, headers });

  /** Sets the rotation time of a session's cookie to `seconds` ago. */
  const rotatedAgo = (person: TestPerson, seconds: number) =>
    rally
      .database("sessions")
      .where("user_id", person.id)
      .update({ rotated_at: rally.database.raw("now() - make_interval(secs => ?)", [seconds]) });

  /** Uses a cookie that is old enough to be replaced. */
  const rotate = async (person: TestPerson, cookie: string) => {
    await rotatedAgo(person, 301);
    return renew(cookie);
  };

  const generationOf = async (person: TestPerson) =>
    (await Session.query(rally.database).where("user_id", person.id).first())?.generation;

  /** Requests until one is refused, and checks that the last success was within a second. */
  async function expectRefusedWithinASecond(person: TestPerson): Promise<void> {
    const lostAt = await lastLossOf([rally], person.id);
    let answered = 0;
    await eventually(async () => {
      const { status, headers } = await person.ask(me);
      if (status === 200) answered = Date.parse(headers.get("date") ?? "");
      expect(status).toBe(401);
    });
    // The header has whole seconds, rounded down.
    expect(answered).toBeLessThanOrEqual(lostAt + WITHIN_MS);
  }

  return { renew, resume, rotatedAgo, rotate, generationOf, expectRefusedWithinASecond };
}
