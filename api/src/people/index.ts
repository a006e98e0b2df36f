export { profileHandlers } from "./commands.js";
export { peopleRoutes } from "./routes.js";
export { lockPeople, requireNoBlockAmong, nextUserVersion, requireOnTermsWith } from "./rows.js";
export { removeLoosePictures, type CheckedPicture } from "./pictures.js";
