import type { Place } from "./demo-script.js";
import { people, type Person } from "./people.js";

const everyone = Object.keys(people) as Person[];

/** Channels, with what else a message can be: formatted, pinned, answered by reactions. */
export const channels: readonly Place[] = [
  {
    where: {
      channel: "announcements",
      visibility: "public",
      topic: "What everyone in the house should know. Questions go to the world chat",
      members: everyone,
    },
    theme: "lagoon",
    talks: [
      [
        [
          "noor",
          "**The club room has new opening hours**\n- Tuesday to Thursday: 17:00 to 22:00\n- Saturday: 10:00 to 16:00\n\nKeys as before: ask me.",
          {
            pinned: true,
            reactions: { "👍": ["tomas", "bo", "katrin", "sam", "ife"], "🗝️": ["tomas"] },
          },
        ],
        ["noor", "The lift is checked on Monday morning. It *may* be slow until ten"],
      ],
      [
        [
          "noor",
          "The summer tournament begins on Saturday at two. Bring shoes with light soles!",
          { reactions: { "🎾": ["katrin", "sam", "dev", "yuki"], "🎉": ["lucia", "ife"] } },
        ],
        ["noor", { kind: "sticker", pack: "ace", name: "serve" }],
      ],
    ],
  },
  {
    where: {
      channel: "workbench",
      visibility: "public",
      topic: "Repairs: what is broken, who can help, which screw is it",
      members: ["tomas", "jonah", "sam", "agnes", "dev"],
    },
    talks: [
      [
        ["jonah", "My bicycle light only works when I do not need it. Any ideas?"],
        ["tomas", "> A loose contact. Measure here first:"],
        ["tomas", "```\nbattery   3.0 V\nswitch    2.9 V\nlamp      0.4 V   <- here\n```"],
        ["jonah", "How do you know?", { reactions: { "😂": ["tomas", "sam"] } }],
        ["tomas", "||I have the same light||", { reactions: { "👏": ["jonah", "dev"] } }],
        ["sam", { kind: "sticker", pack: "pip", name: "idea" }],
      ],
    ],
  },
  {
    where: {
      channel: "committee",
      visibility: "private",
      topic: "Money, keys, and the letter to the city",
      members: ["noor", "tomas", "katrin", "mirela"],
    },
    theme: "dusk",
    talks: [
      [
        ["noor", "The city answers by the end of the month, I rang them"],
        ["katrin", "> Thank you! Shall we write to them once more?"],
        [
          "noor",
          {
            kind: "poll",
            question: "Do we write to the city again?",
            choices: ["Yes, this week", "We wait for the answer"],
            multiple: false,
            anonymous: true,
          },
          { votes: { tomas: [0], katrin: [0], mirela: [1] } },
        ],
        ["mirela", "~I can bring it there myself on Friday", { reactions: { "❤️": ["noor"] } }],
      ],
    ],
  },
];
