/** Something that whoever starts Rally can put right: its message is printed as it is, without a stack. */
export class StartError extends Error {
  override name = "StartError";
}
