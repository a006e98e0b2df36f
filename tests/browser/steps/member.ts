import { expect } from "@playwright/test";
import type { SignedIn } from "@rally/shared/accounts";
import type { CommandAnswer } from "@rally/shared/commands";
import type { Conversation, MessageRow } from "@rally/shared/conversations";
import { textOf } from "@rally/shared/conversations";
import type { Friend } from "@rally/shared/relationships";
import { newId } from "@rally/shared/ids";
import { timeoutFactor } from "@rally/shared/server/testing";
import { password } from "./accounts.js";
import type { Rally } from "./rally.js";

/**
 * A user without a browser, who calls the API: for many users, long histories and checks of the
 * server's state.
 */
export interface Member {
  id: string;
  name: string;
  /** The language in which the server writes to the user. */
  locale: string;
  /** The conversation with a user, or that with a name. */
  conversation(name: string): Promise<Conversation>;
  /** Sends texts in order, in batches. @returns the messages' ids */
  say(conversationId: string, ...texts: string[]): Promise<string[]>;
  /** Starts the direct conversation with a user and sends a message. */
  greet(name: string, text: string): Promise<void>;
  /** Runs one command. @returns its result, also when it was refused */
  run(name: string, input: unknown, id?: string): Promise<CommandAnswer>;
  /** The usernames of the user's friends, or of those in another state. */
  friends(state?: "friends" | "received" | "sent"): Promise<string[]>;
  /** The whole history, oldest first. */
  history(conversationId: string): Promise<MessageRow[]>;
  /** The texts of a conversation's messages, oldest first; null for a deleted one. */
  texts(conversationId: string): Promise<(string | null)[]>;
}

interface Envelope<T> {
  success: boolean;
  data: T;
  meta?: { next?: number };
}

const BATCH = 100;

export function newMember(rally: Rally, name: string): Promise<Member> {
  const account = { username: name, email: `${name}@example.org`, password };
  return enter(rally, "/api/v1/auth/register", account);
}

/** Signs in with an existing account. */
export function asMember(rally: Rally, name: string): Promise<Member> {
  return enter(rally, "/api/v1/auth/login", { login: name, password });
}

async function enter(rally: Rally, path: string, body: unknown): Promise<Member> {
  const post = { method: "POST", body: JSON.stringify(body) };
  const signedIn = (await ask<SignedIn>(rally.url + path, post)).data;
  const { id, username: name, locale } = signedIn.user;
  const call = <T>(path: string, init: RequestInit = {}): Promise<Envelope<T>> =>
    ask<T>(`${rally.url}/api/v1${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${signedIn.accessToken}` },
    });
  const runAll = async (
    commands: { id: string; name: string; input: unknown }[],
  ): Promise<CommandAnswer[]> => {
    const body = JSON.stringify({ commands });
    return (await call<CommandAnswer[]>("/commands", { method: "POST", body })).data;
  };

  const member: Member = {
    id,
    name,
    locale,
    async conversation(wanted) {
      let found: Conversation | undefined;
      // A conversation that was started in a browser may still be on its way.
      await expect(async () => {
        const { data } = await call<Conversation[]>("/conversations");
        found = data.find(({ kind, partner, name: title }) =>
          wanted === "World chat" ? kind === "world" : (partner?.username ?? title) === wanted,
        );
        if (!found) throw new Error(`${name} has no conversation ${wanted}`);
      }).toPass({ timeout: 5_000 * timeoutFactor });
      return found!;
    },
    async say(conversationId, ...texts) {
      const commands = texts.map((text) => ({
        id: newId(),
        name: "message.send",
        input: { conversationId, content: { kind: "text", body: text } },
      }));
      for (let from = 0; from < commands.length; from += BATCH) {
        const answers = await runAll(commands.slice(from, from + BATCH));
        const refused = answers.find(({ success }) => !success);
        if (refused) throw new Error(JSON.stringify(refused));
      }
      return commands.map((command) => command.id);
    },
    async greet(other, text) {
      const { data } = await call<{ id: string }[]>(`/users?search=${other}`);
      const input = { kind: "direct", userId: data[0]?.id };
      const answer = await member.run("conversation.create", input);
      if (!answer.success) throw new Error(JSON.stringify(answer));
      await member.say((answer.data as { id: string }).id, text);
    },
    async run(command, input, commandId = newId()) {
      const [answer] = await runAll([{ id: commandId, name: command, input }]);
      if (!answer) throw new Error("The command has no result");
      return answer;
    },
    async friends(state = "friends") {
      const { data } = await call<Friend[]>(`/friends?state=${state}`);
      return data.map(({ user }) => user.username);
    },
    async history(conversationId) {
      const rows: MessageRow[] = [];
      let before = "";
      for (;;) {
        const path = `/conversations/${conversationId}/messages?limit=100${before}`;
        const { data, meta } = await call<MessageRow[]>(path);
        rows.push(...data);
        if (meta?.next === undefined) return rows.reverse();
        before = `&before=${meta.next}`;
      }
    },
    async texts(conversationId) {
      return (await member.history(conversationId)).map(({ content }) => textOf(content) ?? null);
    },
  };
  return member;
}

async function ask<T>(url: string, init: RequestInit): Promise<Envelope<T>> {
  const headers = { "Content-Type": "application/json", ...init.headers };
  const answered = await fetch(url, { ...init, headers });
  const body = (await answered.json()) as Envelope<T>;
  if (!body.success) throw new Error(`${url}: ${JSON.stringify(body)}`);
  return body;
}
