import { afterAll, describe, expect, test } from "vitest";
import { signUp, startTestRally, type TestPerson } from "../../testing/index.js";
import { sessionsOn } from "./testing/sessions.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const { renew, resume, rotate, rotatedAgo } = sessionsOn(rally);

describe("the resume token", () => {
  const resumeTokenOf = async (person: TestPerson) => {
    const { body } = await renew(person.cookie);
    return (body.success && body.data.resumeToken) || "";
  };

  test("restores the first cookie of a browser that crashed before the cookie was on disk", async () => {
    const person = await signUp(rally);
    const token = await resumeTokenOf(person);
    for (let start = 0; start < 2; start += 1) {
      const resumed = await resume(token);
      expect(resumed).toMatchObject({ status: 200, cookie: person.cookie });
      expect(resumed.body).toMatchObject({ data: { user: person.user, resumeToken: token } });
    }
    expect((await renew(person.cookie)).status).toBe(200);
  });

  test("is not returned after the first cookie was replaced, and ends the session from then on", async () => {
    const person = await signUp(rally);
    const token = await resumeTokenOf(person);
    const rotated = await rotate(person, person.cookie);
    expect(rotated.body).toMatchObject({ success: true });
    expect(rotated.body.success && rotated.body.data.resumeToken).toBeUndefined();
    expect((await resume(token)).body).toMatchObject({ error: { code: "session_ended" } });
    expect((await renew(rotated.cookie ?? "")).body).toMatchObject({
      error: { code: "session_ended" },
    });
  });

  test("is not returned after the first cookie was used when it is certainly on disk", async () => {
    const person = await signUp(rally);
    const token = await resumeTokenOf(person);
    await rotatedAgo(person, 121);
    const { body, cookie } = await renew(person.cookie);
    expect(cookie).toBe(person.cookie);
    expect(body.success && body.data.resumeToken).toBeUndefined();
    expect((await resume(token)).body).toMatchObject({ error: { code: "session_ended" } });
  });

  test("is refused when it is a later cookie, forged, or sent by another site", async () => {
    const person = await signUp(rally);
    const token = await resumeTokenOf(person);
    const cookie = person.cookie.replace(/^[^=]*=/, "");
    const forged = token.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    for (const wrong of [cookie, forged, "x"]) {
      expect((await resume(wrong)).body).toMatchObject({ error: { code: "session_ended" } });
    }
    const elsewhere = await resume(token, { Origin: "https://evil.example.org" });
    expect(elsewhere.body).toMatchObject({ error: { code: "origin_refused" } });
    expect((await resume(token)).status).toBe(200);
  });
});
