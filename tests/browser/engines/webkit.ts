import { spawn } from "node:child_process";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { expect } from "@playwright/test";
import { timeoutFactor } from "@rally/shared/server/testing";
import type { EnginePage } from "./engine.js";

/** WebKitGTK's WebDriver and the X server for its browser. */
export interface WebKitPrograms {
  driver: string;
  display: string;
}

export interface WebKit {
  page: EnginePage;
  close(): Promise<void>;
}

type Call = <T = unknown>(
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: object,
) => Promise<T>;

interface Point {
  x: number;
  y: number;
}

const ENTER = "\uE007";

/** Starts WebKitGTK's own browser on a virtual display, with a temporary profile. */
export async function startWebKit(programs: WebKitPrograms): Promise<WebKit> {
  const display = spawn(programs.display, ["-displayfd", "1", "-screen", "0", "1280x900x24"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [number] = (await once(display.stdout, "data")) as [Buffer];
  const port = await freePort();
  // In this locale WebKitGTK's navigator.language is "C", which the app must accept.
  const driver = spawn(programs.driver, [`--port=${port}`], {
    env: { ...process.env, DISPLAY: `:${String(number).trim()}`, LC_ALL: "C.UTF-8" },
    stdio: "ignore",
  });
  const server = webDriver(`http://127.0.0.1:${port}`);
  await expect(() => server("GET", "/status")).toPass({ timeout: 10_000 * timeoutFactor });
  const { sessionId } = await server<{ sessionId: string }>("POST", "/session", {
    capabilities: { alwaysMatch: {} },
  });
  const session: Call = (method, path, body) =>
    server(method, `/session/${sessionId}${path}`, body);
  return {
    page: drive(session),
    async close() {
      try {
        await session("DELETE", "");
      } finally {
        for (const program of [driver, display]) {
          const exited = once(program, "exit");
          program.kill();
          await exited;
        }
      }
    },
  };
}

function drive(session: Call): EnginePage {
  const evaluate = <T>(expression: string): Promise<T> =>
    session<T>("POST", "/execute/sync", { script: `return ${expression}`, args: [] });
  const perform = (source: object): Promise<unknown> =>
    session("POST", "/actions", { actions: [source] });
  return {
    goto: async (url) => void (await session("POST", "/url", { url })),
    reload: async () => void (await session("POST", "/refresh", {})),
    evaluate,
    async click(expression) {
      const middle = await evaluate<Point | null>(`(${String(middleOf)})(${expression})`);
      if (!middle) return false;
      // The driver's own "element click" takes any element of a shadow root to be covered by its
      // host.
      const actions = [
        { type: "pointerMove", ...middle },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ];
      await perform({ type: "pointer", id: "mouse", actions });
      return true;
    },
    async type(text) {
      const keys = [...text.replaceAll("\n", ENTER)];
      const actions = keys.flatMap((value) => [
        { type: "keyDown", value },
        { type: "keyUp", value },
      ]);
      await perform({ type: "key", id: "keyboard", actions });
    },
    async screenshot() {
      return Buffer.from(await session<string>("GET", "/screenshot"), "base64");
    },
  };
}

/** Runs in the page: the middle of an element, after scrolling it into view. */
function middleOf(element: Element | undefined): Point | null {
  if (!element) return null;
  element.scrollIntoView({ block: "nearest" });
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
}

/**
 * Sends WebDriver's commands: https://www.w3.org/TR/webdriver2/#endpoints. Each has its own
 * connection, because the driver closes idle ones without notice.
 */
function webDriver(url: string): Call {
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const sent = request(url + path, { method, agent: false });
    sent.end(body && JSON.stringify(body));
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const { value } = (await json(response)) as { value: T };
    if (response.statusCode !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };
}

/** The driver does not report a port that it chose itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
