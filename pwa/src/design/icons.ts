import archive from "lucide-static/icons/archive.svg?raw";
import archiveRestore from "lucide-static/icons/archive-restore.svg?raw";
import arrowDown from "lucide-static/icons/arrow-down.svg?raw";
import arrowLeft from "lucide-static/icons/arrow-left.svg?raw";
import ban from "lucide-static/icons/ban.svg?raw";
import chart from "lucide-static/icons/chart-bar.svg?raw";
import camera from "lucide-static/icons/camera.svg?raw";
import link from "lucide-static/icons/link.svg?raw";
import user from "lucide-static/icons/user-round.svg?raw";
import userCheck from "lucide-static/icons/user-round-check.svg?raw";
import userPlus from "lucide-static/icons/user-round-plus.svg?raw";
import userX from "lucide-static/icons/user-round-x.svg?raw";
import hash from "lucide-static/icons/hash.svg?raw";
import lock from "lucide-static/icons/lock.svg?raw";
import pin from "lucide-static/icons/pin.svg?raw";
import pinOff from "lucide-static/icons/pin-off.svg?raw";
import plus from "lucide-static/icons/plus.svg?raw";
import arrowUp from "lucide-static/icons/arrow-up.svg?raw";
import atSign from "lucide-static/icons/at-sign.svg?raw";
import bell from "lucide-static/icons/bell.svg?raw";
import bellOff from "lucide-static/icons/bell-off.svg?raw";
import bellRing from "lucide-static/icons/bell-ring.svg?raw";
import chevronRight from "lucide-static/icons/chevron-right.svg?raw";
import check from "lucide-static/icons/check.svg?raw";
import checkCheck from "lucide-static/icons/check-check.svg?raw";
import alert from "lucide-static/icons/circle-alert.svg?raw";
import clock from "lucide-static/icons/clock-3.svg?raw";
import cloudOff from "lucide-static/icons/cloud-off.svg?raw";
import copy from "lucide-static/icons/copy.svg?raw";
import messageCircle from "lucide-static/icons/message-circle.svg?raw";
import flag from "lucide-static/icons/flag.svg?raw";
import star from "lucide-static/icons/star.svg?raw";
import keyboard from "lucide-static/icons/keyboard.svg?raw";
import monitor from "lucide-static/icons/monitor.svg?raw";
import devices from "lucide-static/icons/monitor-smartphone.svg?raw";
import moon from "lucide-static/icons/moon.svg?raw";
import more from "lucide-static/icons/ellipsis.svg?raw";
import eye from "lucide-static/icons/eye.svg?raw";
import eyeOff from "lucide-static/icons/eye-off.svg?raw";
import globe from "lucide-static/icons/globe.svg?raw";
import hardDrive from "lucide-static/icons/hard-drive.svg?raw";
import house from "lucide-static/icons/house.svg?raw";
import download from "lucide-static/icons/download.svg?raw";
import gamepad from "lucide-static/icons/gamepad-2.svg?raw";
import messages from "lucide-static/icons/messages-square.svg?raw";
import logOut from "lucide-static/icons/log-out.svg?raw";
import palette from "lucide-static/icons/palette.svg?raw";
import panel from "lucide-static/icons/panel-right.svg?raw";
import pencil from "lucide-static/icons/pencil.svg?raw";
import compose from "lucide-static/icons/square-pen.svg?raw";
import refresh from "lucide-static/icons/refresh-cw.svg?raw";
import forward from "lucide-static/icons/forward.svg?raw";
import reply from "lucide-static/icons/reply.svg?raw";
import search from "lucide-static/icons/search.svg?raw";
import server from "lucide-static/icons/server.svg?raw";
import image from "lucide-static/icons/image-plus.svg?raw";
import settings from "lucide-static/icons/settings-2.svg?raw";
import shield from "lucide-static/icons/shield.svg?raw";
import smile from "lucide-static/icons/smile.svg?raw";
import smilePlus from "lucide-static/icons/smile-plus.svg?raw";
import sun from "lucide-static/icons/sun.svg?raw";
import trash from "lucide-static/icons/trash-2.svg?raw";
import users from "lucide-static/icons/users.svg?raw";
import x from "lucide-static/icons/x.svg?raw";
import { html, type TemplateResult } from "lit";
import { unsafeSVG } from "lit/directives/unsafe-svg.js";

const icons = {
  alert,
  archive,
  archiveRestore,
  arrowDown,
  arrowLeft,
  arrowUp,
  bell,
  atSign,
  bellOff,
  bellRing,
  userX,
  link,
  camera,
  ban,
  check,
  checkCheck,
  chart,
  chevronRight,
  clock,
  cloudOff,
  compose,
  copy,
  devices,
  download,
  eye,
  eyeOff,
  gamepad,
  globe,
  hardDrive,
  hash,
  house,
  keyboard,
  lock,
  logOut,
  messages,
  messageCircle,
  monitor,
  moon,
  more,
  palette,
  panel,
  pencil,
  pin,
  pinOff,
  plus,
  refresh,
  forward,
  reply,
  image,
  search,
  server,
  settings,
  flag,
  star,
  shield,
  smile,
  smilePlus,
  sun,
  trash,
  user,
  userCheck,
  userPlus,
  users,
  x,
};
export type IconName = keyof typeof icons;

const cut = new Map<IconName, string>();

/** The shapes in lucide's file, without the surrounding `<svg>`. */
function shapesOf(name: IconName): string {
  const known = cut.get(name);
  if (known !== undefined) return known;
  const file = icons[name];
  const shapes = file.slice(
    file.indexOf(">", file.indexOf("<svg")) + 1,
    file.lastIndexOf("</svg>"),
  );
  cut.set(name, shapes);
  return shapes;
}

/** An icon of the bundled set. It is decorative: a button with only an icon needs a label. */
export function icon(name: IconName): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${unsafeSVG(shapesOf(name))}
  </svg>`;
}
