import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { changeTypes, listUserChanges } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import { slashCommandNames } from "@rally/shared/slash-commands";
import { createMetrics } from "@rally/shared/server/metrics";
import { everyCommand } from "../api/src/testing/every-command.js";
import { environment } from "../shared/src/server/config/environment.js";
import { limitVariables } from "../shared/src/server/config/limit-settings.js";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const tested = ["shared", "sync-server", "api", "pwa", "tests", "scripts"];

/** Every test file, as a path from the top of the repository. */
const testFiles = tested.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts") && !path.includes("node_modules"))
    .map((path) => `${folder}/${path}`),
);

/** The promises that a file's tests name in brackets at their beginning, also several at once. */
const promisesIn = (source: string): Set<string> =>
  new Set(
    [...source.matchAll(/(?:["'`]|\] ?)\[(S\d+(?:, ?S\d+)*)\]/g)].flatMap(
      ([, list = ""]) => list.match(/S\d+/g) ?? [],
    ),
  );

describe("docs/SPEC.md", () => {
  const spec = read("docs/SPEC.md");
  const sections = new Map(
    spec
      .split(/^###? /m)
      .filter((section) => /^S\d+\n/.test(section))
      .map((section) => [section.slice(0, section.indexOf("\n")), section] as const),
  );

  test("has a section for each of the fifteen promises", () => {
    expect([...sections.keys()]).toEqual(Array.from({ length: 15 }, (_, n) => `S${n + 1}`));
  });

  test("lists every file of tests that prove a promise, under that promise", () => {
    const missing = testFiles.flatMap((file) =>
      [...promisesIn(read(file))]
        .filter((promise) => !sections.get(promise)?.includes(`(../${file})`))
        .map((promise) => `${promise}: ${file}`),
    );
    expect(missing).toEqual([]);
  });

  test("names no test file that does not exist", () => {
    const named = [...spec.matchAll(/\]\(\.\.\/([^)#]+\.test\.ts)\)/g)].map(([, path]) => path);
    expect(named.filter((path) => !testFiles.includes(path!))).toEqual([]);
  });
});

describe("the test names in docs/SPEC.md", () => {
  const [, promises = ""] = read("docs/SPEC.md").split(/^## Promises$|^## Signing in$/m);
  const entries = promises.split(/^- \[`/m).slice(1);

  test.each(entries.map((entry) => [entry.slice(0, entry.indexOf("`")), entry] as const))(
    "are the names of the tests in %s",
    (file, entry) => {
      const source = oneLine(read(file)).replaceAll('\\"', '"');
      const missing = [...entry.matchAll(/^ {2}- (.*(?:\n {4}.*)*)/gm)]
        .flatMap(([, item = ""]) => fixedParts(oneLine(item)))
        .filter((part) => !source.includes(part));
      expect(missing).toEqual([]);
    },
  );
});

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

/** The parts of a quoted name that occur in the source: without remarks in brackets, "…" and numbers. */
const fixedParts = (item: string): string[] =>
  item
    .replace(/\([^)]*\)/g, "…")
    .split(/›|…|\d+/)
    .map((part) => part.trim())
    .filter((part) => part.length > 3);

describe("docs/PROTOCOL.md", () => {
  const protocol = read("docs/PROTOCOL.md");

  test("describes every command once", () => {
    const rows = [...protocol.matchAll(/^\| `([a-z]+\.[a-zA-Z]+)` /gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(everyCommand);
  });

  test("describes every type of change of a conversation", () => {
    const types = Object.keys(changeTypes);
    expect(types.length).toBeGreaterThan(4);
    expect(types.filter((type) => !protocol.includes(`type: "${type}"`))).toEqual([]);
  });

  test("describes every type of a user's own rows", () => {
    const types = listUserChanges.data._zod.def.element._zod.def.options.flatMap(
      (option) => [...option._zod.def.shape.type._zod.values] as string[],
    );
    expect(types.length).toBeGreaterThan(5);
    expect(types.filter((type) => !protocol.includes(`"type": "${type}"`))).toEqual([]);
  });
});

test("docs/slash-commands.md lists every slash command", () => {
  const rows = [...read("docs/slash-commands.md").matchAll(/^\| `\/([a-z]+)/gm)];
  expect(rows.map(([, name]) => name).sort()).toEqual([...slashCommandNames].sort());
});

describe("docs/configuration.md", () => {
  const configuration = read("docs/configuration.md");
  const firstCells = [...configuration.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);

  test("lists every environment variable that the servers read", () => {
    const variables = Object.keys(environment.shape);
    expect(variables.filter((name) => !firstCells.includes(name))).toEqual([]);
  });

  test(".env.example lists every variable that is Rally's own", () => {
    const example = read(".env.example");
    const own = Object.keys(environment.shape).filter((name) => !name.startsWith("XDG_"));
    expect(own.filter((name) => !example.includes(`# ${name}=`))).toEqual([]);
  });

  test("lists every metric", async () => {
    const metrics = createMetrics();
    metrics.observeBodyBytes(() => 0);
    metrics.observeAnswerBytes(() => 0);
    const names = [...(await metrics.text()).matchAll(/^# HELP (\w+)/gm)].map(([, name]) => name);
    metrics.close();
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !firstCells.includes(name))).toEqual([]);
  });

  test("gives the limits their variables and defaults", () => {
    const [, section = ""] = configuration.split(/^## Limits$/m);
    const rows = section.split(/^## /m)[0]!.matchAll(/^\| `(\w+)` +\| (\d+) /gm);
    const documented = [...rows].map(([, variable, value]) => [variable, Number(value)]);
    expect(documented).toEqual(
      Object.entries(limitVariables).map(([variable, name]) => [variable, limits[name]]),
    );
  });
});

/** The numbered steps of a section: a label, a file and a function in it; ★ marks the core files. */
const stepsOf = (section: string): { isCore: boolean; file: string; name: string }[] =>
  [...section.matchAll(/^\d+\. (★ )?\*\*[^*]+\*\*[^[]*\[`([^`]+)`\]\([^)]+\),\s+`(\w+)`/gm)].map(
    ([, star, file = "", name = ""]) => ({ isCore: star !== undefined, file, name }),
  );

describe("docs/ARCHITECTURE.md", () => {
  const architecture = read("docs/ARCHITECTURE.md");

  test("has at most 250 lines", () => {
    expect(architecture.split("\n").length).toBeLessThanOrEqual(251);
  });

  test("names the files of the write path in order, at most twelve", () => {
    const [, section = ""] = architecture.split(/^### The write path$/m);
    const steps = stepsOf(section.split(/^##+ /m)[0]!);
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.length).toBeLessThanOrEqual(12);
  });

  test("names in each step of a message's path a function of its file, and at most twelve core files", () => {
    const [, section = ""] = architecture.split(/^## The path of a message$/m);
    const path = section.split(/^## /m)[0]!;
    const steps = stepsOf(path);
    expect(steps).toHaveLength([...path.matchAll(/^\d+\. /gm)].length);
    const missing = steps.filter(
      ({ file, name }) => !new RegExp(`\\b${name}\\b.*\\(`).test(read(file)),
    );
    expect(missing).toEqual([]);
    expect(steps.filter(({ isCore }) => isCore).length).toBeLessThanOrEqual(12);
  });
});

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** The packages that the package.json of a folder names. */
function packagesOf(folder: string): string[] {
  const manifest = JSON.parse(read(`${folder}/package.json`)) as Manifest;
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
}

const manifestFolders = ["shared", "sync-server", "api", "pwa", "bench/peers/servers", "."];

describe("docs/dependencies.md", () => {
  const sections = read("docs/dependencies.md").split(/^## /m);

  test.each(manifestFolders)("lists every dependency of %s", (folder) => {
    const own = sections.filter((text) => text.startsWith("Tools") || text.startsWith(folder));
    const direct = packagesOf(folder).filter((name) => !/^@(types|rally)\//.test(name));
    expect(direct.length).toBeGreaterThan(0);
    expect(direct.filter((name) => !own.join().includes(`\`${name}\``))).toEqual([]);
  });
});

test("the pictures of the documents are small", () => {
  const pictures = readdirSync(join(root, "docs/images"));
  expect(pictures.length).toBeGreaterThan(0);
  const sizes = pictures.map((name) => statSync(join(root, "docs/images", name)).size);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(200_000);
});

describe("docs/decisions", () => {
  const files = readdirSync(join(root, "docs/decisions")).filter((file) => file !== "README.md");

  test("are numbered without gaps and listed in their index", () => {
    expect(files.map((file) => file.slice(0, 4))).toEqual(
      files.map((_, index) => String(index + 1).padStart(4, "0")),
    );
    const index = read("docs/decisions/README.md");
    expect(files.filter((file) => !index.includes(`(${file})`))).toEqual([]);
  });
});

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path}`),
];

/** Packages, whose names may look like files: `ipaddr.js`. */
const packages = new Set(manifestFolders.flatMap(packagesOf));

/** Every source file of the repository, also those of the tools. */
const sourceFiles = [
  "eslint.config.js",
  ...[...tested, "bench"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(ts|mjs|js)$/.test(path) && !/(^|\/)(node_modules|dist)\//.test(path))
      .map((path) => `${folder}/${path}`),
  ),
];

/** The part of a page that is prose: without code blocks, where a bracket is no link. */
const proseOf = (path: string): string => read(path).replace(/^( *)```[^]*?^\1```/gm, "");

/** The anchors of a page's headings, made as GitHub makes them. */
const anchorsOf = (path: string): string[] =>
  [...proseOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe.each(pages)("%s", (page) => {
  test("has no broken relative link", () => {
    const targets = [...proseOf(page).matchAll(/\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]+))?\)/g)];
    const broken = targets.filter(([, target = "", anchor]) => {
      const path = target === "" ? page : join(dirname(page), target);
      if (!existsSync(join(root, path))) return true;
      return anchor !== undefined && path.endsWith(".md") && !anchorsOf(path).includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  test("names no file of the repository that does not exist", () => {
    const named = proseOf(page).matchAll(
      /`((?:shared|sync-server|api|pwa|tests|scripts|bench)\/[\w./-]+)`/g,
    );
    const missing = [...named].filter(
      ([, path = ""]) => !path.includes("dist") && !existsSync(join(root, path)),
    );
    expect(missing.map(([, path]) => path)).toEqual([]);
  });

  test("names no source file that does not exist", () => {
    const named = [...proseOf(page).matchAll(/`([\w./-]+\.(?:ts|mjs|js))`/g)];
    const missing = named
      .map(([, name = ""]) => name)
      .filter((name) => !packages.has(name))
      .filter((name) => !sourceFiles.some((path) => `/${path}`.endsWith(`/${name}`)));
    expect(missing).toEqual([]);
  });
});
