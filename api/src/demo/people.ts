/** Who lives on the demo's server: user name and the name that others read. */
export const people = {
  noor: "Noor Haddad",
  tomas: "Tomás Rey",
  mirela: "Mirela",
  jonah: "Jonah Park",
  agnes: "Agnès Colin",
  bo: "Bo Lindqvist",
  ife: "Ifé Adeyemi",
  katrin: "Katrin Vogel",
  dev: "Dev Anand",
  lucia: "Lucía M.",
  sam: "Sam Okafor",
  yuki: "Yuki Tanabe",
} as const;

export type Person = keyof typeof people;
