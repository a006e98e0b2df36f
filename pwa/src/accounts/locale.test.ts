import { me, setLocale } from "@rally/shared/accounts";
import { expect, test } from "vitest";
import { commandAnswers } from "../answering/index.js";
import { countUnsent, flush } from "../outbox/index.js";
import { Session } from "../session/index.js";
import {
  freshDevice,
  setScene,
  signUpDevice,
  type Line,
  type TestDevice,
} from "../testing/index.js";
import { tellChosenLocale, tellLocale, untoldLocale } from "./locale.js";

const password = "correct horse battery";
const send = ({ database }: TestDevice, session: Session) =>
  flush(database, session.call, commandAnswers, { hurry: true });
const localeOf = async (session: Session) => (await session.call(me)).data.locale;
const told = (line: Line) =>
  line.batches.flat().flatMap(({ name, input }) => (name === setLocale.name ? [input] : []));
const chooseFrench = (): void => localStorage.setItem("rally.language", "fr");

test("a language that is chosen with no network is told once there is one, once", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  line.cut();
  for (const locale of ["fr", "en", "fr"] as const) await tellLocale(ann.database, locale);
  await send(ann, ann.session);
  expect(await untoldLocale(ann.database)).toBe("fr");
  expect(await countUnsent(ann.database)).toBe(0);
  line.mend();
  await send(ann, ann.session);
  expect(told(line)).toEqual([{ locale: "fr" }]);
  expect(await untoldLocale(ann.database)).toBeUndefined();
  expect(await localeOf(ann.session)).toBe("fr");
});

test("whoever signs in where a language was chosen is written to in it; told once", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  expect(await localeOf(ann.session)).toBe("en");
  chooseFrench();
  const session = new Session();
  await session.signIn({ login: ann.username, password });
  await tellChosenLocale(ann.database);
  await send(ann, session);
  expect(await localeOf(session)).toBe("fr");
  // Mail may be asked for in another language since; the next start does not change that.
  await tellChosenLocale(ann.database);
  await send(ann, session);
  expect(told(line)).toEqual([{ locale: "fr" }]);
});

test("where none was chosen, signing in changes nothing", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  await tellChosenLocale(ann.database);
  await send(ann, ann.session);
  expect(told(line)).toEqual([]);
});

test("an account that is made where a language was chosen has it from its first mail on", async () => {
  await setScene();
  freshDevice();
  chooseFrench();
  const session = new Session();
  await session.register({ username: "claire", email: "claire@example.org", password });
  expect(await localeOf(session)).toBe("fr");
});
