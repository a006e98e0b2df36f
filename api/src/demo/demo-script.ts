import type { Command, Input, Output } from "@rally/shared/commands";
import { joinChannel } from "@rally/shared/channels";
import {
  conversationCommands as commands,
  type SentContent,
  type Theme,
  type Visibility,
} from "@rally/shared/conversations";
import { addMember } from "@rally/shared/members";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type { Dispatcher } from "../commands/index.js";
import { people, type Person } from "./people.js";

/**
 * One message. The text may begin with `>` for a reply to the message before, `~` for one that is
 * edited later, `x` for one that is deleted.
 */
export type Line = readonly [who: Person, text: string | SentContent, then?: Reception];

/** What the others do with a message: reactions by emoji, votes in a poll, a pin by its author. */
export interface Reception {
  reactions?: Readonly<Record<string, readonly Person[]>>;
  votes?: Readonly<Partial<Record<Person, readonly number[]>>>;
  pinned?: true;
}

/** A channel; the first member is its owner. */
export interface Channel {
  channel: string;
  visibility: Visibility;
  topic: string;
  members: readonly Person[];
}

/** The messages of one day. */
export type Talk = readonly Line[];

/** A conversation and its talks in order. */
export interface Place {
  /** `world`, the name of a group, a channel, or two users. */
  where:
    "world" | { group: string; members: readonly Person[] } | Channel | readonly [Person, Person];
  theme?: Theme;
  talks: readonly Talk[];
}

const MINUTE_MS = 60_000;
/** The pauses between lines, repeated: people write in bursts. */
const PAUSES = [1, 2, 1, 4, 1, 7, 2, 3, 1, 11].map((minutes) => minutes * MINUTE_MS);
/** Every fourth of a talk's last readers has not come back yet, so that something is unread. */
const UNREAD_EVERY = 4;

/** Plays conversations back through the app's commands, with the clock set to the past. */
export class DemoScript {
  private messages = 0;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly ids: ReadonlyMap<Person, string>,
    private readonly time: { now: number },
    private readonly end: number,
  ) {}

  /** Plays all talks of all places, alternating between places. @returns the number of messages. */
  async play(places: readonly Place[]): Promise<number> {
    const opened = new Map<Place, string>();
    for (const place of places) opened.set(place, await this.open(place));
    const talks = places
      .flatMap((place, which) =>
        place.talks.map((talk, number) => ({
          place,
          talk,
          // Spread evenly over the weeks, with the places slightly apart.
          when: (number + (which + 1) / (places.length + 1)) / place.talks.length,
        })),
      )
      .sort((a, b) => a.when - b.when);
    const began = this.time.now;
    for (const { place, talk, when } of talks) {
      const due = began + Math.floor(when * (this.end - began - 300 * MINUTE_MS));
      this.time.now = Math.max(this.time.now, due);
      await this.playTalk(opened.get(place) as string, talk, membersOf(place));
    }
    return this.messages;
  }

  private async open({ where, theme }: Place): Promise<string> {
    if (where === "world") return WORLD_CONVERSATION_ID;
    const conversationId = await ("channel" in where
      ? this.openChannel(where)
      : this.openChat(where));
    const [first] = membersOf({ where });
    if (theme && first) {
      await this.run(first, commands.updateConversation, { conversationId, theme });
    }
    return conversationId;
  }

  private async openChannel({ members, channel, visibility, topic }: Channel): Promise<string> {
    const [owner, ...others] = members;
    const { id } = await this.run(owner as Person, commands.createConversation, {
      ...{ kind: "channel" as const, name: channel, visibility, topic, listed: true },
    });
    for (const member of others) {
      const input = { conversationId: id, userId: this.idOf(member) };
      if (visibility === "public") await this.run(member, joinChannel, { conversationId: id });
      else await this.run(owner as Person, addMember, input);
    }
    return id;
  }

  private async openChat(where: Exclude<Place["where"], "world" | Channel>): Promise<string> {
    const [first, ...others] = "group" in where ? where.members : where;
    const members = others.map((name) => this.idOf(name));
    const { id } = await this.run(
      first as Person,
      commands.createConversation,
      "group" in where
        ? { kind: "group", name: where.group, members }
        : { kind: "direct", userId: members[0] as string },
    );
    return id;
  }

  private async playTalk(
    conversationId: string,
    talk: Talk,
    members: readonly Person[],
  ): Promise<void> {
    let last: { id: string; seq: number } | undefined;
    for (const [index, [who, line, then = {}]] of talk.entries()) {
      this.advance(PAUSES[index % PAUSES.length] as number);
      const text = typeof line === "string" ? line : "";
      const [, mark, body = ""] = /^(> |~|x )?([^]*)$/.exec(text) ?? [];
      const sent = await this.run(who, commands.sendMessage, {
        conversationId,
        content: typeof line === "string" ? { kind: "text", body } : line,
        sentAt: this.time.now,
        ...(mark?.startsWith(">") && last && { replyTo: last.id }),
      });
      this.messages += 1;
      const message = { conversationId, messageId: sent.id };
      if (mark?.startsWith("~")) {
        this.advance(MINUTE_MS);
        const content = { kind: "text" as const, body: `${body}.` };
        await this.run(who, commands.editMessage, { ...message, content });
      } else if (mark?.startsWith("x")) {
        this.advance(MINUTE_MS);
        await this.run(who, commands.deleteMessage, message);
      }
      await this.receive(who, message, then);
      last = sent;
    }
    this.advance(MINUTE_MS);
    for (const [index, reader] of members.entries()) {
      if (!last || index % UNREAD_EVERY === UNREAD_EVERY - 1) continue;
      await this.run(reader, commands.setMarker, { conversationId, seq: last.seq });
    }
  }

  private async receive(
    author: Person,
    message: { conversationId: string; messageId: string },
    { reactions = {}, votes = {}, pinned }: Reception,
  ): Promise<void> {
    for (const [emoji, by] of Object.entries(reactions)) {
      for (const who of by) {
        await this.run(who, commands.reactToMessage, { ...message, emoji, on: true });
      }
    }
    for (const [who, choices] of Object.entries(votes)) {
      const input = { ...message, choices: [...choices] };
      await this.run(who as Person, commands.voteInPoll, input);
    }
    if (pinned) await this.run(author, commands.pinMessage, { ...message, pinned });
  }

  private advance(milliseconds: number): void {
    this.time.now = Math.min(this.time.now + milliseconds, this.end);
  }

  private run<C extends Command>(who: Person, command: C, input: Input<C>): Promise<Output<C>> {
    return this.dispatcher.run({ userId: this.idOf(who) }, command, newId(), input);
  }

  private idOf(name: Person): string {
    const id = this.ids.get(name);
    if (id === undefined) throw new Error(`The demo has no user ${name}`);
    return id;
  }
}

function membersOf({ where }: Pick<Place, "where">): readonly Person[] {
  if (where === "world") return Object.keys(people) as Person[];
  return "members" in where ? where.members : where;
}
