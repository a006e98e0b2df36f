export * from "./account-form.js";
export * from "./account-page-styles.js";
export * from "./form-submission.js";
export * from "./paged-list.js";
export * from "./paged-list-styles.js";
