import { me, setLocale } from "@rally/shared/accounts";
import { expect, test } from "vitest";
import { resultHandlers } from "../command-results.js";
import { countUnsent, flush } from "../outbox/index.js";
import { Session } from "../session/index.js";
import {
  freshDevice,
  setUp,
  signUpDevice,
  type NetworkProxy,
  type TestDevice,
} from "../testing/index.js";
import { sendChosenLocale, sendLocale, unsentLocale } from "./locale.js";

const password = "correct horse battery";
const send = ({ database }: TestDevice, session: Session) =>
  flush(database, session.call, resultHandlers, { hurry: true });
const localeOf = async (session: Session) => (await session.call(me)).data.locale;
const sentLocales = (line: NetworkProxy) =>
  line.commandRequests
    .flat()
    .flatMap(({ name, input }) => (name === setLocale.name ? [input] : []));
const chooseFrench = (): void => localStorage.setItem("rally.language", "fr");

test("sends a language chosen offline once, when the connection is back", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  proxy.cut();
  for (const locale of ["fr", "en", "fr"] as const) await sendLocale(ann.database, locale);
  await send(ann, ann.session);
  expect(await unsentLocale(ann.database)).toBe("fr");
  expect(await countUnsent(ann.database)).toBe(0);
  proxy.repair();
  await send(ann, ann.session);
  expect(sentLocales(proxy)).toEqual([{ locale: "fr" }]);
  expect(await unsentLocale(ann.database)).toBeUndefined();
  expect(await localeOf(ann.session)).toBe("fr");
});

test("sends the language chosen before the sign-in to the server, once", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  expect(await localeOf(ann.session)).toBe("en");
  chooseFrench();
  const session = new Session();
  await session.signIn({ login: ann.username, password });
  await sendChosenLocale(ann.database);
  await send(ann, session);
  expect(await localeOf(session)).toBe("fr");
  // Mail may be asked for in another language since; the next start does not change that.
  await sendChosenLocale(ann.database);
  await send(ann, session);
  expect(sentLocales(proxy)).toEqual([{ locale: "fr" }]);
});

test("sends no language after a sign-in if none was chosen", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await sendChosenLocale(ann.database);
  await send(ann, ann.session);
  expect(sentLocales(proxy)).toEqual([]);
});

test("creates an account with the chosen language, also for its first mail", async () => {
  await setUp();
  freshDevice();
  chooseFrench();
  const session = new Session();
  await session.register({ username: "claire", email: "claire@example.org", password });
  expect(await localeOf(session)).toBe("fr");
});
