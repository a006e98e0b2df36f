export { pictureTaker, type PictureTaker } from "./avatar.js";
export { profileHandlers } from "./commands.js";
export { peopleRoutes } from "./routes.js";
export { lockPeople, nextUserVersion } from "./rows.js";
export { removeLoosePictures, type CheckedPicture } from "./pictures.js";
