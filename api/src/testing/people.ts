import { randomBytes } from "node:crypto";
import { login, register, type Me } from "@rally/shared/accounts";
import { runCommands } from "@rally/shared/commands";
import { createConversationRoute, sendMessageRoute } from "@rally/shared/conversations";
import type { Data, Meta, Route } from "@rally/shared/http";
import { newId } from "@rally/shared/ids";
import { ask, type Reply, type Request } from "./http/ask.js";
import type { TestRally } from "./test-rally.js";

/** A registered user and the secrets of their device. */
export interface TestPerson {
  id: string;
  user: Me;
  password: string;
  token: string;
  /** The refresh cookie of the first sign-in, as a `Cookie` header. */
  cookie: string;
  /**
   * Calls a route as this user and returns any answer; `on` selects another Rally of the same
   * database.
   */
  ask<R extends Route>(route: R, request?: Request<R>, on?: { url: string }): Promise<Reply<R>>;
  /** Calls a route as this user. @throws unless it succeeds. */
  call<R extends Route>(
    route: R,
    request?: Request<R>,
    on?: { url: string },
  ): Promise<{ data: Data<R>; meta: Meta<R> }>;
}

export async function signUp(
  rally: { url: string },
  input: { username?: string; setupToken?: string } = {},
): Promise<TestPerson> {
  const username = input.username ?? `u_${randomBytes(6).toString("hex")}`;
  const password = "correct horse battery";
  const answered = await ask(rally.url, register, {
    body: { ...input, username, email: `${username}@example.org`, password },
  });
  if (!answered.body.success) throw new Error(JSON.stringify(answered.body.error));
  const { user, accessToken: token } = answered.body.data;
  return {
    id: user.id,
    user,
    password,
    token,
    cookie: answered.cookie ?? "",
    ask: (route, request, on = rally) => ask(on.url, route, { token, ...request }),
    async call(route, request, on = rally) {
      const { body } = await ask(on.url, route, { token, ...request });
      if (!body.success) throw new Error(`${route.summary}: ${JSON.stringify(body.error)}`);
      return body;
    },
  };
}

/** Signs a user in again. @returns the session's id and token. */
export async function signInAgain(
  rally: TestRally,
  { user, password }: TestPerson,
): Promise<{ id: string; token: string }> {
  const { body } = await ask(rally.url, login, { body: { login: user.username, password } });
  if (!body.success) throw new Error(JSON.stringify(body.error));
  const { accessToken: token } = body.data;
  return { id: rally.tokens.verifyAccess(token).sessionId, token };
}

/** Creates the two-person conversation of `a` and `b`. @returns its id. */
export async function talk(a: TestPerson, b: TestPerson): Promise<string> {
  const { data } = await a.call(createConversationRoute, {
    body: { kind: "direct", userId: b.id },
  });
  return data.id;
}

/** Sends a text. @returns the command's result. */
export async function say(
  person: TestPerson,
  conversationId: string,
  body: string,
  options: { id?: string; replyTo?: string; on?: TestRally } = {},
): Promise<Data<typeof sendMessageRoute>> {
  const { id = newId(), replyTo, on } = options;
  const request = {
    params: { id: conversationId },
    body: { id, content: { kind: "text" as const, body }, ...(replyTo && { replyTo }) },
  };
  return (await person.call(sendMessageRoute, request, on)).data;
}

/** Sends a poll with the choices "One" and "Two". @returns its id. */
export async function sendPoll(
  person: TestPerson,
  conversationId: string,
  question = "Which?",
): Promise<string> {
  const content = {
    ...{ kind: "poll" as const, question, choices: ["One", "Two"] },
    ...{ multiple: false, anonymous: false },
  };
  const request = { params: { id: conversationId }, body: { id: newId(), content } };
  return (await person.call(sendMessageRoute, request)).data.id;
}

/** Runs one command that must succeed. @returns its answer. */
export async function runCommand(
  by: TestPerson,
  name: string,
  input: object,
  on?: TestRally,
): Promise<unknown> {
  const commands = [{ id: newId(), name, input }];
  const { data } = await by.call(runCommands, { body: { commands } }, on);
  const [answer] = data;
  if (!answer?.success) throw new Error(`${name}: ${JSON.stringify(answer?.error)}`);
  return answer.data;
}
