export * from "./account-form.js";
export * from "./account-page-styles.js";
export * from "./form-submission.js";
