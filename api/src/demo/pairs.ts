import type { Place } from "./demo-script.js";

export const pairs: readonly Place[] = [
  {
    where: ["noor", "tomas"],
    talks: [
      [
        ["noor", "Did you get my note about the projector?"],
        ["tomas", "I did. Booked, paid, and the man was friendly"],
        ["noor", "> You are quick. What do I owe you?"],
        ["tomas", "One coffee, no hurry"],
        ["noor", "Tomorrow at the corner? Nine?"],
        ["tomas", "~Half past nine, I have to drop off the bag first"],
        ["noor", "Half past nine then"],
      ],
      [
        ["tomas", "Thank you for today. I thought about what you said"],
        ["noor", "And?"],
        ["tomas", "> I will apply. The worst they can say is no"],
        ["noor", "That is the spirit. Send me the letter before it goes out"],
        ["tomas", "It comes tonight, be kind"],
        ["noor", "I will be honest, which is kinder"],
      ],
    ],
  },
  {
    where: ["sam", "jonah"],
    talks: [
      [
        ["sam", "Rematch?"],
        ["jonah", "Give me a week. And a new backhand"],
        ["sam", "> I can lend you mine, it goes into the net just as well"],
        ["jonah", "Saturday, same court"],
        ["sam", "Booked"],
        ["jonah", "x I have been practising in secret"],
        ["jonah", "See you Saturday, fully unprepared"],
      ],
    ],
  },
  {
    where: ["agnes", "yuki"],
    talks: [
      [
        ["agnes", "Can I print your rainbow? For my kitchen"],
        ["yuki", "> Of course! I send you the large one"],
        ["agnes", "You are a treasure. In exchange: jam"],
        ["yuki", "Which kind?"],
        ["agnes", "Mirabelle, the last of this year"],
        ["yuki", "That is worth at least two rainbows"],
      ],
    ],
  },
  {
    where: ["dev", "lucia"],
    talks: [
      [
        ["dev", "The keys work. Left of the cheese, exactly as you said"],
        ["lucia", "I told you! Did he tell you about his boat?"],
        ["dev", "> For twenty minutes. I know its name and its length"],
        ["lucia", "Then you are a regular now"],
        ["dev", "Do you have time to look at the poster on Monday?"],
        ["lucia", "~Monday after six, I bring the good pens"],
      ],
    ],
  },
  {
    where: ["mirela", "ife"],
    talks: [
      [
        ["mirela", "Six courgettes are in front of your door"],
        ["ife", "There are nine"],
        ["mirela", "> Are there? How strange"],
        ["ife", "The soup was a success, even the second floor liked it"],
        ["mirela", "Then I hide some more next week"],
        ["ife", "I lock the door from now on"],
      ],
    ],
  },
];
