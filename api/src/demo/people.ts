/** The users of the demo: display name, bio and status by user name. */
export const people = {
  noor: {
    displayName: "Noor Haddad",
    bio: "Keeps the keys of the club room, and the list of who has them instead.",
    status: "Counting chairs",
  },
  tomas: {
    displayName: "Tomás Rey",
    bio: "Repairs what hums. Chess on Thursdays, badly.",
    status: "",
  },
  mirela: {
    displayName: "Mirela",
    bio: "Allotment 14, the one with too many courgettes. Take some, please.",
    status: "In the greenhouse",
  },
  jonah: { displayName: "Jonah Park", bio: "Second floor, left. Bicycles.", status: "" },
  agnes: {
    displayName: "Agnès Colin",
    bio: "Je réponds aussi en français. Film night is my fault.",
    status: "Looking for a projector",
  },
  bo: {
    displayName: "Bo Lindqvist",
    bio: "On the ferry at six, on the ferry at five. Reads a lot between.",
    status: "No signal until noon",
  },
  ife: { displayName: "Ifé Adeyemi", bio: "Soup for the whole stairwell.", status: "" },
  katrin: {
    displayName: "Katrin Vogel",
    bio: "Club evening, Tuesdays at seven, upstairs. Bring shoes with light soles.",
    status: "",
  },
  dev: { displayName: "Dev Anand", bio: "New here since the spring.", status: "Lost: one glove" },
  lucia: { displayName: "Lucía M.", bio: "Three children, two of them in the choir.", status: "" },
  sam: {
    displayName: "Sam Okafor",
    bio: "Trumpet, never after eight.",
    status: "Stringing rackets",
  },
  yuki: { displayName: "Yuki Tanabe", bio: "Early walks by the harbour.", status: "" },
} as const;

export type Person = keyof typeof people;
