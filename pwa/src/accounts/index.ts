export { accountPageStyles } from "./account-page-styles.js";
export { confirming, type Confirming } from "./confirming.js";
export { FormSubmission, formErrorBox } from "./form-submission.js";
export { tellChosenLocale, tellLocale } from "./locale.js";
