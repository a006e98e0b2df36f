export { clientAddress, clientIp } from "./client-address.js";
export { followAddressBans, type AddressBans } from "./address-bans.js";
export { NetworkSet } from "./network-set.js";
