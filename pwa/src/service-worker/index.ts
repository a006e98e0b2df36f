export * from "./install-offer.js";
export * from "./registration.js";
