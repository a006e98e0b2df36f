import type { Command, Input, Output } from "@rally/shared/commands";
import { conversationCommands as commands } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type { Dispatcher } from "../commands/index.js";
import { people, type Person } from "./people.js";

/**
 * One message. The text may begin with `>` for a reply to the message before, `~` for one that is
 * edited later, `x` for one that is deleted.
 */
export type Line = readonly [who: Person, text: string];

/** The messages of one day. */
export type Talk = readonly Line[];

/** A conversation and its talks in order. */
export interface Place {
  /** `world`, the name of a group, or two users. */
  where: "world" | { group: string; members: readonly Person[] } | readonly [Person, Person];
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

  private async open({ where }: Place): Promise<string> {
    if (where === "world") return WORLD_CONVERSATION_ID;
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
    for (const [index, [who, line]] of talk.entries()) {
      this.advance(PAUSES[index % PAUSES.length] as number);
      const [, mark, body = ""] = /^(> |~|x )?(.*)$/.exec(line) ?? [];
      const sent = await this.run(who, commands.sendMessage, {
        conversationId,
        content: { kind: "text", body },
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
      last = sent;
    }
    this.advance(MINUTE_MS);
    for (const [index, reader] of members.entries()) {
      if (!last || index % UNREAD_EVERY === UNREAD_EVERY - 1) continue;
      await this.run(reader, commands.setMarker, { conversationId, seq: last.seq });
    }
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

function membersOf({ where }: Place): readonly Person[] {
  if (where === "world") return Object.keys(people) as Person[];
  return "group" in where ? where.members : where;
}
