import type { Route } from "@rally/shared/http";
import type { Answer, CallOptions } from "./request.js";

/** A typed call of the API as whoever is signed in. @throws RallyError, NetworkError */
export type Call = <R extends Route>(route: R, options?: CallOptions<R>) => Promise<Answer<R>>;
