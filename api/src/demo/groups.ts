import type { Place } from "./demo-script.js";

export const groups: readonly Place[] = [
  {
    theme: "grass",
    where: { group: "Sunday hikers", members: ["bo", "agnes", "yuki", "katrin", "ife"] },
    talks: [
      [
        ["bo", "I thought of the ridge this Sunday. Eleven kilometres, one steep bit"],
        ["agnes", "How steep is one steep bit?"],
        ["bo", "> Hands out of the pockets, but not on the rock"],
        ["yuki", "I am in. Which train?"],
        ["katrin", "~The 8:12, change at the lake"],
        ["ife", "I bring tea for five and the small stove"],
        ["agnes", "Then I bring something to eat that is not courgette"],
        ["bo", "The weather says sun until three. We should be down by then"],
      ],
      [
        ["ife", "My legs would like to have a word with Bo"],
        ["bo", "> I did say steep"],
        ["yuki", "You said one bit. There were three"],
        ["katrin", "Worth it for the view. And for the man with the donkey"],
        ["agnes", "The donkey is the best photograph of the year"],
        ["bo", "Next time around the lake. Flat. I promise"],
        ["ife", "x I do not believe you"],
        ["ife", "I believe you a little"],
      ],
    ],
  },
  {
    where: { group: "Film night", members: ["tomas", "noor", "yuki", "lucia", "sam", "dev"] },
    talks: [
      [
        ["tomas", "Room is ours from seven. Who can help with the chairs?"],
        ["sam", "I can, straight from work"],
        ["noor", "Me too, a little after seven"],
        ["lucia", "How many are we?"],
        ["tomas", "> Nineteen so far, twenty with your brother"],
        ["dev", "Two bags of popcorn are not enough then. Four"],
        ["yuki", "The subtitles are in order, I checked every reel, so to speak"],
      ],
      [
        ["noor", "That was lovely. I had not seen it coming at all"],
        ["lucia", "Nobody told me the ending! Thank you all for that"],
        ["sam", "The extension lead was used. I want that written down"],
        ["tomas", "> It is written down"],
        ["dev", "What is next? I would like something with trains"],
        ["yuki", "There is a slow one with trains, it is three hours long"],
        ["dev", "~Perfect, three hours of trains"],
        [
          "tomas",
          {
            kind: "poll",
            question: "Which film on the 14th?",
            choices: ["The slow one with trains", "Something funny", "A documentary"],
            multiple: false,
            anonymous: false,
          },
          { votes: { dev: [0], sam: [1], yuki: [0], lucia: [1], noor: [0] } },
        ],
        ["dev", { kind: "sticker", pack: "pip", name: "hooray" }],
      ],
    ],
  },
  {
    where: { group: "Garden rota", members: ["mirela", "katrin", "sam", "jonah"] },
    talks: [
      [
        ["mirela", "Who waters this week? It stays hot until Thursday"],
        ["katrin", "Monday and Tuesday are mine"],
        ["jonah", "I take Wednesday, early, before work"],
        ["sam", "> Then I do Thursday and the weekend"],
        ["mirela", "The tap sticks: half a turn back, then it gives"],
        ["jonah", "I know that tap. We are not friends"],
        ["katrin", "The tomatoes need string, we have run out"],
        ["mirela", "~There is string in the shed, behind the big pot"],
      ],
      [
        ["sam", "The hedgehog is back!"],
        ["katrin", "Where? Under the compost again?"],
        ["sam", "> Yes, and with three small ones"],
        ["mirela", "Nobody turns the compost until they have moved out, please"],
        ["jonah", "I put up a sign. It has a drawing"],
        ["katrin", "The drawing is a potato with legs"],
        ["jonah", "> It is a hedgehog from the front"],
      ],
    ],
  },
];
