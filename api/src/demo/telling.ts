import type { Command, Input, Output } from "@rally/shared/commands";
import { conversationCommands as commands } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type { Dispatcher } from "../commands/index.js";
import { people, type Person } from "./people.js";
import type { Place, Talk } from "./talks.js";

const MINUTE_MS = 60_000;
/** How long the lines of a talk are apart, over and over: people write in bursts. */
const PAUSES = [1, 2, 1, 4, 1, 7, 2, 3, 1, 11].map((minutes) => minutes * MINUTE_MS);
/** Of a talk's last readers each fourth has not come back yet, so that something is unread. */
const ABSENT = 4;

/** Plays talks back through the commands that the app sends, while the clock is set to when it was. */
export class Telling {
  private messages = 0;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly ids: ReadonlyMap<Person, string>,
    private readonly time: { now: number },
    private readonly end: number,
  ) {}

  /** Tells every talk of every place, those of different places in turn. @returns the number of messages. */
  async tell(places: readonly Place[]): Promise<number> {
    const opened = new Map<Place, string>();
    for (const place of places) opened.set(place, await this.open(place));
    const sittings = places
      .flatMap((place, which) =>
        place.talks.map((talk, number) => ({
          place,
          talk,
          // Spread evenly over the weeks, the places a little apart from each other.
          when: (number + (which + 1) / (places.length + 1)) / place.talks.length,
        })),
      )
      .sort((a, b) => a.when - b.when);
    const began = this.time.now;
    for (const { place, talk, when } of sittings) {
      const due = began + Math.floor(when * (this.end - began - 300 * MINUTE_MS));
      this.time.now = Math.max(this.time.now, due);
      await this.hold(opened.get(place) as string, talk, membersOf(place));
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

  private async hold(
    conversationId: string,
    talk: Talk,
    members: readonly Person[],
  ): Promise<void> {
    let last: { id: string; seq: number } | undefined;
    for (const [index, [who, line]] of talk.entries()) {
      this.pass(PAUSES[index % PAUSES.length] as number);
      const [, mark, body = ""] = /^(> |~|x )?(.*)$/.exec(line) ?? [];
      const said = await this.run(who, commands.sendMessage, {
        conversationId,
        content: { kind: "text", body },
        sentAt: this.time.now,
        ...(mark?.startsWith(">") && last && { replyTo: last.id }),
      });
      this.messages += 1;
      const message = { conversationId, messageId: said.id };
      if (mark?.startsWith("~")) {
        this.pass(MINUTE_MS);
        const content = { kind: "text" as const, body: `${body}.` };
        await this.run(who, commands.editMessage, { ...message, content });
      } else if (mark?.startsWith("x")) {
        this.pass(MINUTE_MS);
        await this.run(who, commands.deleteMessage, message);
      }
      last = said;
    }
    this.pass(MINUTE_MS);
    for (const [index, reader] of members.entries()) {
      if (!last || index % ABSENT === ABSENT - 1) continue;
      await this.run(reader, commands.setMarker, { conversationId, seq: last.seq });
    }
  }

  private pass(milliseconds: number): void {
    this.time.now = Math.min(this.time.now + milliseconds, this.end);
  }

  private run<C extends Command>(who: Person, command: C, input: Input<C>): Promise<Output<C>> {
    return this.dispatcher.run(this.idOf(who), command, newId(), input);
  }

  private idOf(name: Person): string {
    const id = this.ids.get(name);
    if (id === undefined) throw new Error(`Nobody in the demo is called ${name}`);
    return id;
  }
}

function membersOf({ where }: Place): readonly Person[] {
  if (where === "world") return Object.keys(people) as Person[];
  return "group" in where ? where.members : where;
}
