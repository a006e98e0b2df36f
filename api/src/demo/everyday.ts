import type { Place } from "./demo-script.js";

/** The everyday small talk. */
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
      ["mirela", "The lift speaks French since this morning"],
      ["agnes", "> At last somebody to talk to"],
      ["jonah", "It told me to mind the closing of the portes"],
    ],
    [
      ["dev", "Can anybody read Portuguese? A letter came"],
      ["lucia", "Close enough to try"],
      ["dev", "> I put it under your door"],
    ],
    [
      ["katrin", "The heating on the second floor knocks"],
      ["sam", "One knock or two?"],
      ["katrin", "Two, then a pause"],
      ["sam", "> That is air, I come by with the key"],
    ],
    [
      ["bo", "Left over from the party: eleven paper hats"],
      ["ife", "I take six for the class"],
      ["yuki", "And I the other five"],
    ],
    [
      ["noor", "Whoever borrowed the big pot, it is needed on Friday"],
      ["tomas", "Guilty. It is clean, I promise"],
      ["noor", "> Then you are forgiven"],
    ],
    [
      ["jonah", "There is a fox in the yard"],
      ["ife", "The same one?"],
      ["jonah", "> White tip, so yes"],
      ["lucia", "The children call her Madame"],
    ],
    [
      ["agnes", "Does somebody go past the post office today?"],
      ["dev", "At four"],
      ["agnes", "> I leave a parcel on the stairs, thank you"],
    ],
    [
      ["sam", "My bicycle says thank you to whoever pumped its tyres"],
      ["bo", "~You are welcom"],
      ["katrin", "> The mystery is solved"],
    ],
    [
      ["yuki", "Sheet music for four hands, who wants to try?"],
      ["mirela", "I have two of them"],
      ["yuki", "> Sunday after lunch then"],
    ],
    [
      ["ife", "The projector is back from repair"],
      ["tomas", "Does it still hum?"],
      ["ife", "> A little higher than before"],
    ],
    [
      ["lucia", "x wrong chat, sorry"],
      ["lucia", "Market on Saturday needs two more hands"],
      ["jonah", "You have mine"],
      ["noor", "And mine until noon"],
    ],
    [
      ["bo", "The tide table by the door is last year's"],
      ["katrin", "That explains my shoes"],
      ["bo", "> I print the new one tonight"],
    ],
    [
      ["agnes", "First snow! Only a little, but it counts"],
      ["bo", "> It counts"],
      ["lucia", "The children are out already"],
    ],
  ],
};
