import { runCommands } from "@rally/shared/commands";
import type { Route } from "@rally/shared/http";
import type { Context } from "koa";
import { clientAddress } from "@rally/shared/server/addresses";
import { BodyReservation, type BodyPools } from "./body-reservation.js";
import { readBody } from "./body.js";
import type { ApiContext, Caller } from "../context.js";
import { HeldBytes } from "./held-bytes.js";
import { readJson } from "./json.js";

/** The body of one request. It is read on demand. */
export interface RequestBody {
  /** The value of a JSON body, within the bounds of `route`. */
  json(route: Route): Promise<unknown>;
  /** The bytes of a body of at most `maxBytes` bytes. */
  bytes(maxBytes: number): Promise<Buffer>;
  /**
   * Releases the reserved memory. Call it when neither the bytes nor the value are in use any more.
   */
  release(): void;
}

export type OpenBody = (http: Context, caller: Caller | undefined) => RequestBody;

/** Creates the process's reader of request bodies, which bounds the memory of all of them. */
export function openBodies({ limits, metrics, publicUrl }: ApiContext): OpenBody {
  const unauthenticated: BodyPools = {
    smallBytes: limits.strangerBodyBytes,
    small: new HeldBytes({ each: limits.addressBodyBytes, all: limits.strangersBodyBytes }),
  };
  const large = {
    bodies: new HeldBytes({ each: limits.userLargeBodies, all: Infinity }),
    bytes: new HeldBytes({ each: Infinity, all: limits.usersLargeBodyBytes }),
  };
  const authenticated: BodyPools = {
    smallBytes: limits.bodyBytes,
    small: new HeldBytes({ each: limits.userBodyBytes, all: limits.usersBodyBytes }),
    large,
  };
  metrics.observeBodyBytes(
    () => unauthenticated.small.total + authenticated.small.total + large.bytes.total,
  );

  const maxBytesOf = (route: Route, caller: Caller | undefined): number => {
    if (!caller) return limits.strangerBodyBytes;
    return route === runCommands ? limits.commandsBodyBytes : limits.bodyBytes;
  };
  return (http, caller) => {
    const hold = caller
      ? new BodyReservation(authenticated, caller.userId)
      : new BodyReservation(unauthenticated, clientAddress(http.req, publicUrl));
    return {
      json: (route) => readJson(http, { maxBytes: maxBytesOf(route, caller), hold, limits }),
      bytes: (maxBytes) => readBody(http, { maxBytes, hold, limits }),
      release: () => hold.release(),
    };
  };
}
