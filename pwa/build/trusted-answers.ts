import type { Plugin } from "vite";

/** What of a route or command only the server looks at. A command's `input` the app checks itself. */
const SERVERS = new Set(["params", "query", "body", "data", "meta", "output"]);
const DEFINING = new Set(["defineRoute", "defineCommand"]);

interface Node {
  type: string;
  start: number;
  end: number;
  [part: string]: unknown;
}

interface Edit {
  at: number;
  /** Up to where the text before is replaced. */
  until: number;
  text: string;
}

/**
 * Leaves out of the program the schemas of what it never checks, for it trusts the answers of its
 * own server. All of them would be built at each start, before the first paint.
 */
export function trustAnswers(): Plugin {
  return {
    name: "rally:trusted-answers",
    apply: "build",
    // After the types are gone, which the parser does not know.
    enforce: "post",
    transform: {
      filter: { id: /[\\/]shared[\\/]src[\\/]/, code: /from "zod\/mini"/ },
      handler(code) {
        const tree = this.parse(code) as unknown as Node;
        const edits = [...schemasOfServer(tree), ...droppable(tree)];
        return { code: edited(code, edits), map: null };
      },
    },
  };
}

function schemasOfServer(tree: Node): Edit[] {
  const edits: Edit[] = [];
  visit(tree, (node) => {
    const callee = node["callee"] as Node | undefined;
    if (node.type !== "CallExpression" || !DEFINING.has(callee?.["name"] as string)) return;
    const [defined] = node["arguments"] as Node[];
    for (const property of (defined?.["properties"] ?? []) as Node[]) {
      const key = property["key"] as Node | undefined;
      const value = property["value"] as Node;
      if (!SERVERS.has(key?.["name"] as string)) continue;
      edits.push({ at: value.start, until: value.end, text: "undefined" });
    }
  });
  return edits;
}

/** Tells the bundler that a constant which is then used nowhere may go, however it is made. */
function droppable(tree: Node): Edit[] {
  const statements = (tree["body"] as Node[]).map(
    (statement) => (statement["declaration"] as Node | null | undefined) ?? statement,
  );
  return statements
    .flatMap((statement) => (statement["declarations"] ?? []) as Node[])
    .map((declaration) => declaration["init"] as Node | null)
    .filter((made): made is Node => made?.type === "CallExpression")
    .flatMap(({ start, end }) => [
      { at: start, until: start, text: "/* @__PURE__ */ (() => (" },
      { at: end, until: end, text: "))()" },
    ]);
}

function edited(code: string, edits: readonly Edit[]): string {
  let result = "";
  let end = 0;
  for (const { at, until, text } of [...edits].sort((a, b) => a.at - b.at)) {
    result += code.slice(end, at) + text;
    end = until;
  }
  return result + code.slice(end);
}

function visit(node: Node, visitor: (node: Node) => void): void {
  visitor(node);
  for (const part of Object.values(node).flat()) {
    if (typeof part === "object" && part !== null && "type" in part) visit(part as Node, visitor);
  }
}
