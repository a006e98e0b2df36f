export { accountPageStyles } from "./account-page-styles.js";
export { FormSubmission } from "./form-submission.js";
