import type { Place } from "./talks.js";

/** The small things of each day. */
export const everyday: Place = {
  where: "world",
  talks: [
    [
      ["bo", "Ferry is late again, twenty minutes"],
      ["katrin", "> Then I have time for a bun"],
      ["bo", "Bring two"],
    ],
    [
      ["ife", "Who plays the trumpet on the third floor?"],
      ["sam", "It is me, is it too loud?"],
      ["ife", "> No! Please go on, we were guessing the tune"],
    ],
    [
      ["yuki", "First frost on the windows this morning"],
      ["mirela", "And so the courgettes end"],
      ["jonah", "> A minute of silence for the courgettes"],
    ],
    [
      ["dev", "Lost: one glove, left hand, grey"],
      ["agnes", "Found: one glove, left hand, grey, on the fence by the pond"],
      ["dev", "> You are my hero"],
    ],
    [
      ["lucia", "Is the bakery open on Monday?"],
      ["noor", "Until noon"],
      ["lucia", "Thank you, just in time"],
    ],
    [
      ["tomas", "The printer upstairs works again, I do not know why"],
      ["katrin", "Nobody touch it"],
      ["tomas", "> Nobody even look at it"],
    ],
    [
      ["sam", "Does somebody have a ladder of three metres?"],
      ["bo", "I have one of two and a half, and long arms"],
      ["sam", "> Deal"],
    ],
    [
      ["noor", "Blood donation is in the hall on Wednesday from ten"],
      ["ife", "I come after work"],
      ["yuki", "Me too, they have the good sandwiches"],
    ],
    [
      ["agnes", "How does one say bon courage in English?"],
      ["jonah", "Good luck, but with more respect"],
      ["agnes", "> Then: good luck with more respect to everyone with exams"],
    ],
    [
      ["katrin", "Somebody parked in front of the gate, blue van"],
      ["dev", "Not mine, but I know whose"],
      ["katrin", "It moved, thank you"],
    ],
    [
      ["mirela", "Recipe for the cake, as promised, is on the board"],
      ["lucia", "The amount of sugar cannot be right"],
      ["mirela", "> It is right, do not think about it"],
    ],
    [
      ["jonah", "My bike is fixed and it does not even squeak"],
      ["sam", "Then nobody hears you coming"],
      ["jonah", "I ring the bell twice"],
    ],
    [
      ["ife", "Choir looks for two low voices"],
      ["tomas", "How low?"],
      ["ife", "> As low as you have, we are not proud"],
    ],
    [
      ["bo", "Northern lights possible tonight, look up after eleven"],
      ["yuki", "Clouds here"],
      ["bo", "There was a gap at midnight, green and quiet"],
    ],
    [
      ["dev", "Quiz on Thursday, we lack a fourth"],
      ["noor", "I know rivers and nothing else"],
      ["dev", "> There is always a river"],
    ],
    [
      ["lucia", "The poster is done! It hangs by the stairs"],
      ["agnes", "It is magnificent"],
      ["katrin", "Who is the potato with legs?"],
    ],
    [
      ["sam", "Water is off from nine to eleven tomorrow"],
      ["mirela", "Thank you, filling the pots now"],
      ["ife", "And the kettle"],
    ],
    [
      ["tomas", "I got the job"],
      ["noor", "I knew it!"],
      ["jonah", "Congratulations! Cake?"],
      ["mirela", "> There is always cake"],
    ],
    [
      ["yuki", "Rehearsal moved to six, same room"],
      ["sam", "Good, then I make it"],
      ["ife", "Me too"],
    ],
    [
      ["agnes", "First snow! Only a little, but it counts"],
      ["bo", "> It counts"],
      ["lucia", "The children are out already"],
    ],
  ],
};
