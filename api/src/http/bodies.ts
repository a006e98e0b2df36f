import { runCommands } from "@rally/shared/commands";
import type { Route } from "@rally/shared/http";
import type { Context } from "koa";
import { senderOf } from "./address.js";
import { BodyHold, type BodyPools } from "./body-hold.js";
import { readBody } from "./body.js";
import type { ApiContext, Caller } from "./context.js";
import { HeldBytes } from "./held-bytes.js";
import { readJson } from "./json.js";

/** The body of one request, not read before it is asked for. */
export interface RequestBody {
  /** The value of a JSON body, within what `route` takes. */
  json(route: Route): Promise<unknown>;
  /** The bytes of a body of `most` bytes at most. */
  bytes(most: number): Promise<Buffer>;
  /** Gives back what it holds; to be called once nothing uses its bytes or its value any more. */
  release(): void;
}

export type OpenBody = (http: Context, caller: Caller | undefined) => RequestBody;

/** Makes the one reader of bodies of a process, which counts what all of them hold. */
export function openBodies({ limits, metrics, publicUrl }: ApiContext): OpenBody {
  const ofStrangers: BodyPools = {
    smallBytes: limits.strangerBodyBytes,
    small: new HeldBytes({ each: limits.addressBodyBytes, all: limits.strangersBodyBytes }),
  };
  const large = {
    bodies: new HeldBytes({ each: limits.userLargeBodies, all: Infinity }),
    bytes: new HeldBytes({ each: Infinity, all: limits.usersLargeBodyBytes }),
  };
  const ofUsers: BodyPools = {
    smallBytes: limits.bodyBytes,
    small: new HeldBytes({ each: limits.userBodyBytes, all: limits.usersBodyBytes }),
    large,
  };
  metrics.observeBodyBytes(() => ofStrangers.small.total + ofUsers.small.total + large.bytes.total);

  const mostOf = (route: Route, caller: Caller | undefined): number => {
    if (!caller) return limits.strangerBodyBytes;
    return route === runCommands ? limits.commandsBodyBytes : limits.bodyBytes;
  };
  return (http, caller) => {
    const hold = caller
      ? new BodyHold(ofUsers, caller.userId)
      : new BodyHold(ofStrangers, senderOf(http.req, publicUrl));
    return {
      json: (route) => readJson(http, { most: mostOf(route, caller), hold, limits }),
      bytes: (most) => readBody(http, { most, hold, limits }),
      release: () => hold.release(),
    };
  };
}
