import { viewerCountSchema, viewerSchema } from "@rally/shared/rooms";
import * as z from "zod/mini";

/** One client's awareness state. Null removes it. */
export interface AwarenessState {
  client: number;
  state: unknown;
}

/** The state that one process publishes: its users, or in a large room their number. */
interface RemoteProcess {
  states: Map<number, { state: unknown; receivedAt: number }>;
  count: number;
  countedAt: number;
}

/** The users of a conversation room at the other processes, as each process publishes them. */
export class RemoteViewers {
  private readonly processes = new Map<string, RemoteProcess>();

  /** Receives the connections that a process publishes. @returns the changes. */
  receive(from: string, published: [number, unknown][]): AwarenessState[] {
    const count = published.map(
      ([, state]) => z.safeParse(viewerCountSchema, state).data?.count,
    )[0];
    const states = count === undefined ? published : [];
    const remote: RemoteProcess = this.processes.get(from) ?? {
      states: new Map(),
      count: 0,
      countedAt: 0,
    };
    this.processes.set(from, remote);
    const changed: AwarenessState[] = [];
    const now = Date.now();
    // A process either counts its connections or lists them.
    remote.count = count ?? 0;
    remote.countedAt = now;
    const gone = count === undefined ? [] : [...remote.states.keys()];
    for (const [client, state] of [...gone.map((id): [number, null] => [id, null]), ...states]) {
      const before = remote.states.get(client)?.state ?? null;
      if (state === null) remote.states.delete(client);
      else remote.states.set(client, { state, receivedAt: now });
      if (JSON.stringify(before) !== JSON.stringify(state)) changed.push({ client, state });
    }
    if (remote.states.size === 0 && remote.count === 0) this.processes.delete(from);
    return changed;
  }

  /** Processes that last published clients or a count before `time`, with those clients. */
  *silentSince(time: number): Generator<[from: string, clients: number[]]> {
    for (const [from, { states, count, countedAt }] of this.processes) {
      const silent = [...states].filter(([, { receivedAt }]) => receivedAt < time);
      if (silent.length === 0 && (count === 0 || countedAt >= time)) continue;
      yield [from, silent.map(([client]) => client)];
    }
  }

  /** The user whose state a client id carries. Undefined when the id is free. */
  userOf(client: number): string | undefined {
    for (const { states } of this.processes.values()) {
      const viewer = z.safeParse(viewerSchema, states.get(client)?.state);
      if (viewer.success) return viewer.data.user;
    }
    return undefined;
  }

  get isEmpty(): boolean {
    return this.processes.size === 0;
  }

  get count(): number {
    let count = 0;
    for (const { states, count: counted } of this.processes.values())
      count += states.size + counted;
    return count;
  }

  states(): AwarenessState[] {
    return [...this.processes.values()].flatMap(({ states }) =>
      [...states].map(([client, { state }]) => ({ client, state })),
    );
  }
}
