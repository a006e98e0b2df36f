export { accountPageStyles } from "./account-page-styles.js";
export { confirming, type Confirming } from "./confirming.js";
export { FormSubmission } from "./form-submission.js";
export { tellChosenLocale, tellLocale } from "./locale.js";
